
[000h 0000   4]                    Signature : "APIC"    [Multiple APIC Description Table (MADT)]
[004h 0004   4]                 Table Length : 00000060
[008h 0008   1]                     Revision : 05
[009h 0009   1]                     Checksum : 4A
[00Ah 0010   6]                       Oem ID : "MINTOS"
[010h 0016   8]                 Oem Table ID : "SUCCESSR"
[018h 0024   4]                 Oem Revision : 00000001
[01Ch 0028   4]              Asl Compiler ID : "MINT"
[020h 0032   4]        Asl Compiler Revision : 00000001

[024h 0036   4]           Local Apic Address : FEE00000
[028h 0040   4]        Flags (decoded below) : 00000000
                         PC-AT Compatibility : 0

[02Ch 0044   1]                Subtable Type : 00 [Processor Local APIC]
[02Dh 0045   1]                       Length : 08
[02Eh 0046   1]                 Processor ID : 00
[02Fh 0047   1]                Local Apic ID : FE
[030h 0048   4]        Flags (decoded below) : 00000001
                           Processor Enabled : 1
                      Runtime Online Capable : 0

[034h 0052   1]                Subtable Type : 00 [Processor Local APIC]
[035h 0053   1]                       Length : 08
[036h 0054   1]                 Processor ID : 01
[037h 0055   1]                Local Apic ID : 03
[038h 0056   4]        Flags (decoded below) : 00000001
                           Processor Enabled : 1
                      Runtime Online Capable : 0

[03Ch 0060   1]                Subtable Type : 00 [Processor Local APIC]
[03Dh 0061   1]                       Length : 08
[03Eh 0062   1]                 Processor ID : 02
[03Fh 0063   1]                Local Apic ID : 02
[040h 0064   4]        Flags (decoded below) : 00000001
                           Processor Enabled : 1
                      Runtime Online Capable : 0

[044h 0068   1]                Subtable Type : 00 [Processor Local APIC]
[045h 0069   1]                       Length : 08
[046h 0070   1]                 Processor ID : 03
[047h 0071   1]                Local Apic ID : 05
[048h 0072   4]        Flags (decoded below) : 00000002
                           Processor Enabled : 0
                      Runtime Online Capable : 1

[04Ch 0076   1]                Subtable Type : 00 [Processor Local APIC]
[04Dh 0077   1]                       Length : 08
[04Eh 0078   1]                 Processor ID : 04
[04Fh 0079   1]                Local Apic ID : FD
[050h 0080   4]        Flags (decoded below) : 00000002
                           Processor Enabled : 0
                      Runtime Online Capable : 1

[054h 0084   1]                Subtable Type : 01 [I/O APIC]
[055h 0085   1]                       Length : 0C
[056h 0086   1]                  I/O Apic ID : FC
[057h 0087   1]                     Reserved : 00
[058h 0088   4]                      Address : 60002000
[05Ch 0092   4]                    Interrupt : 00000010

Raw Table Data: Length 96 (0x60)

    0000: 41 50 49 43 60 00 00 00 05 4A 4D 49 4E 54 4F 53  // APIC`....JMINTOS
    0010: 53 55 43 43 45 53 53 52 01 00 00 00 4D 49 4E 54  // SUCCESSR....MINT
    0020: 01 00 00 00 00 00 E0 FE 00 00 00 00 00 08 00 FE  // ................
    0030: 01 00 00 00 00 08 01 03 01 00 00 00 00 08 02 02  // ................
    0040: 01 00 00 00 00 08 03 05 02 00 00 00 00 08 04 FD  // ................
    0050: 02 00 00 00 01 0C FC 00 00 20 00 60 10 00 00 00  // ......... .`....
