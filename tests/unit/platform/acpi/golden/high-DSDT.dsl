DefinitionBlock ("", "DSDT", 2, "MINTOS", "SUCCESSR", 0x00000001)
{
    OperationRegion (MBOX, SystemMemory, 0x60000000, 0x80)
    Field (MBOX, DWordAcc, NoLock, Preserve)
    {
        Offset (0x18),
        TTSA,   32,
        KRNL,   32,
        DBR0,   32,
        DBA0,   32,
        Offset (0x50),
        CPUP,   32,
        Offset (0x70),
        CPUE,   32,
        MEMP,   32,
        MEME,   32
    }

    Name (\_S5, Package (0x04)  // _S5_: S5 System State
    {
        0x05,
        0x05,
        Zero,
        Zero
    })
    Method (\_TTS, 1, NotSerialized)  // _TTS: Transition To State
    {
        TTSA = Arg0
    }

    Scope (\_SB)
    {
        Method (_INI, 0, NotSerialized)  // _INI: Initialize
        {
            If ((KRNL == One))
            {
                If ((TTSA == Zero))
                {
                    KRNL = 0x02
                }
            }

            If ((KRNL == Zero))
            {
                KRNL = One
            }

            TTSA = Zero
        }

        Device (PWRB)
        {
            Name (_HID, EisaId ("PNP0C0C") /* Power Button Device */)  // _HID: Hardware ID
        }

        Device (FENC)
        {
            Name (_HID, EisaId ("PNP0C02") /* PNP Motherboard Resources */)  // _HID: Hardware ID
            Name (_UID, Zero)  // _UID: Unique ID
            Name (_CRS, ResourceTemplate ()  // _CRS: Current Resource Settings
            {
                IO (Decode16,
                    0x002E,             // Range Minimum
                    0x002E,             // Range Maximum
                    0x01,               // Alignment
                    0x02,               // Length
                    )
                IO (Decode16,
                    0x004E,             // Range Minimum
                    0x004E,             // Range Maximum
                    0x01,               // Alignment
                    0x02,               // Length
                    )
                IO (Decode16,
                    0x0060,             // Range Minimum
                    0x0060,             // Range Maximum
                    0x01,               // Alignment
                    0x01,               // Length
                    )
                IO (Decode16,
                    0x0064,             // Range Minimum
                    0x0064,             // Range Maximum
                    0x01,               // Alignment
                    0x01,               // Length
                    )
                IO (Decode16,
                    0x0070,             // Range Minimum
                    0x0070,             // Range Maximum
                    0x01,               // Alignment
                    0x08,               // Length
                    )
                IO (Decode16,
                    0x0092,             // Range Minimum
                    0x0092,             // Range Maximum
                    0x01,               // Alignment
                    0x01,               // Length
                    )
                IO (Decode16,
                    0x04D0,             // Range Minimum
                    0x04D0,             // Range Maximum
                    0x01,               // Alignment
                    0x02,               // Length
                    )
                IO (Decode16,
                    0x0CF8,             // Range Minimum
                    0x0CF8,             // Range Maximum
                    0x01,               // Alignment
                    0x08,               // Length
                    )
                IO (Decode16,
                    0x03F8,             // Range Minimum
                    0x03F8,             // Range Maximum
                    0x01,               // Alignment
                    0x08,               // Length
                    )
                IO (Decode16,
                    0x02F8,             // Range Minimum
                    0x02F8,             // Range Maximum
                    0x01,               // Alignment
                    0x08,               // Length
                    )
                IO (Decode16,
                    0x03E8,             // Range Minimum
                    0x03E8,             // Range Maximum
                    0x01,               // Alignment
                    0x08,               // Length
                    )
                IO (Decode16,
                    0x02E8,             // Range Minimum
                    0x02E8,             // Range Maximum
                    0x01,               // Alignment
                    0x08,               // Length
                    )
                Memory32Fixed (ReadWrite,
                    0x60000000,         // Address Base
                    0x00008000,         // Address Length
                    )
            })
        }

        Device (C001)
        {
            Name (_HID, "ACPI0007" /* Processor Device */)  // _HID: Hardware ID
            Name (_UID, One)  // _UID: Unique ID
            Name (_STA, 0x0F)  // _STA: Status
        }

        Device (C002)
        {
            Name (_HID, "ACPI0007" /* Processor Device */)  // _HID: Hardware ID
            Name (_UID, 0x02)  // _UID: Unique ID
            Name (_STA, 0x0F)  // _STA: Status
        }

        Device (C003)
        {
            Name (_HID, "ACPI0007" /* Processor Device */)  // _HID: Hardware ID
            Name (_UID, 0x03)  // _UID: Unique ID
            Method (_STA, 0, NotSerialized)  // _STA: Status
            {
                If ((CPUP & One))
                {
                    Return (0x0F)
                }

                Return (Zero)
            }

            Method (_EJ0, 1, NotSerialized)  // _EJx: Eject Device, x=0-9
            {
                CPUP &= 0xFFFFFFFE
                CPUE = 0x03
            }

            Name (_PXM, Zero)  // _PXM: Device Proximity
            Name (_MAT, Buffer (0x08)  // _MAT: Multiple APIC Table Entry
            {
                 0x00, 0x08, 0x03, 0x05, 0x01, 0x00, 0x00, 0x00   // ........
            })
        }

        Device (C004)
        {
            Name (_HID, "ACPI0007" /* Processor Device */)  // _HID: Hardware ID
            Name (_UID, 0x04)  // _UID: Unique ID
            Method (_STA, 0, NotSerialized)  // _STA: Status
            {
                If ((CPUP & 0x02))
                {
                    Return (0x0F)
                }

                Return (Zero)
            }

            Method (_EJ0, 1, NotSerialized)  // _EJx: Eject Device, x=0-9
            {
                CPUP &= 0xFFFFFFFD
                CPUE = 0x04
            }

            Name (_PXM, Zero)  // _PXM: Device Proximity
            Name (_MAT, Buffer (0x08)  // _MAT: Multiple APIC Table Entry
            {
                 0x00, 0x08, 0x04, 0xFD, 0x01, 0x00, 0x00, 0x00   // ........
            })
        }

        Device (M001)
        {
            Name (_HID, EisaId ("PNP0C80") /* Memory Device */)  // _HID: Hardware ID
            Name (_UID, One)  // _UID: Unique ID
            Method (_STA, 0, NotSerialized)  // _STA: Status
            {
                If ((MEMP & One))
                {
                    Return (0x0F)
                }

                Return (Zero)
            }

            Method (_EJ0, 1, NotSerialized)  // _EJx: Eject Device, x=0-9
            {
                MEMP &= 0xFFFFFFFE
                MEME = One
            }

            Name (_PXM, Zero)  // _PXM: Device Proximity
            Name (_CRS, ResourceTemplate ()  // _CRS: Current Resource Settings
            {
                QWordMemory (ResourceProducer, PosDecode, MinFixed, MaxFixed, Cacheable, ReadWrite,
                    0x0000000000000000, // Granularity
                    0x0000000200000000, // Range Minimum
                    0x0000000207FFFFFF, // Range Maximum
                    0x0000000000000000, // Translation Offset
                    0x0000000008000000, // Length
                    ,, , AddressRangeMemory, TypeStatic)
            })
        }

        Device (GED)
        {
            Name (_HID, "ACPI0013" /* Generic Event Device */)  // _HID: Hardware ID
            Name (_UID, Zero)  // _UID: Unique ID
            Name (_CRS, ResourceTemplate ()  // _CRS: Current Resource Settings
            {
                Interrupt (ResourceConsumer, Edge, ActiveHigh, Exclusive, ,, )
                {
                    0x00000010,
                }
            })
            Method (_EVT, 1, NotSerialized)  // _EVT: Event
            {
                If ((Arg0 == 0x10))
                {
                    Local0 = DBR0 /* \DBR0 */
                    DBR0 = Zero
                    DBA0++
                    If ((Local0 == One))
                    {
                        Notify (PWRB, 0x80) // Status Change
                    }

                    If ((Local0 == 0x0100))
                    {
                        Notify (C003, One) // Device Check
                    }

                    If ((Local0 == 0x0200))
                    {
                        Notify (C003, 0x03) // Eject Request
                    }

                    If ((Local0 == 0x0101))
                    {
                        Notify (C004, One) // Device Check
                    }

                    If ((Local0 == 0x0201))
                    {
                        Notify (C004, 0x03) // Eject Request
                    }

                    If ((Local0 == 0x0300))
                    {
                        Notify (M001, One) // Device Check
                    }

                    If ((Local0 == 0x0400))
                    {
                        Notify (M001, 0x03) // Eject Request
                    }
                }
            }
        }
    }
}

