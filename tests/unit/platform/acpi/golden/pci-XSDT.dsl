
[000h 0000   4]                    Signature : "XSDT"    [Extended System Description Table]
[004h 0004   4]                 Table Length : 0000003C
[008h 0008   1]                     Revision : 01
[009h 0009   1]                     Checksum : 5E
[00Ah 0010   6]                       Oem ID : "MINTOS"
[010h 0016   8]                 Oem Table ID : "SUCCESSR"
[018h 0024   4]                 Oem Revision : 00000001
[01Ch 0028   4]              Asl Compiler ID : "MINT"
[020h 0032   4]        Asl Compiler Revision : 00000001

[024h 0036   8]       ACPI Table Address   0 : 0000000040200080
[02Ch 0044   8]       ACPI Table Address   1 : 00000000402001C0
[034h 0052   8]       ACPI Table Address   2 : 0000000040200240

Raw Table Data: Length 60 (0x3C)

    0000: 58 53 44 54 3C 00 00 00 01 5E 4D 49 4E 54 4F 53  // XSDT<....^MINTOS
    0010: 53 55 43 43 45 53 53 52 01 00 00 00 4D 49 4E 54  // SUCCESSR....MINT
    0020: 01 00 00 00 80 00 20 40 00 00 00 00 C0 01 20 40  // ...... @...... @
    0030: 00 00 00 00 40 02 20 40 00 00 00 00              // ....@. @....
