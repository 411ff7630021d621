
[000h 0000   4]                    Signature : "MCFG"    [Memory Mapped Configuration table]
[004h 0004   4]                 Table Length : 0000004C
[008h 0008   1]                     Revision : 01
[009h 0009   1]                     Checksum : 1D
[00Ah 0010   6]                       Oem ID : "MINTOS"
[010h 0016   8]                 Oem Table ID : "SUCCESSR"
[018h 0024   4]                 Oem Revision : 00000001
[01Ch 0028   4]              Asl Compiler ID : "MINT"
[020h 0032   4]        Asl Compiler Revision : 00000001

[024h 0036   8]                     Reserved : 0000000000000000

[02Ch 0044   8]                 Base Address : 00000000B0000000
[034h 0052   2]         Segment Group Number : 0000
[036h 0054   1]             Start Bus Number : 01
[037h 0055   1]               End Bus Number : 01
[038h 0056   4]                     Reserved : 00000000

[03Ch 0060   8]                 Base Address : 00000000C0000000
[044h 0068   2]         Segment Group Number : 0001
[046h 0070   1]             Start Bus Number : 40
[047h 0071   1]               End Bus Number : 47
[048h 0072   4]                     Reserved : 00000000

Raw Table Data: Length 76 (0x4C)

    0000: 4D 43 46 47 4C 00 00 00 01 1D 4D 49 4E 54 4F 53  // MCFGL.....MINTOS
    0010: 53 55 43 43 45 53 53 52 01 00 00 00 4D 49 4E 54  // SUCCESSR....MINT
    0020: 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 B0  // ................
    0030: 00 00 00 00 00 00 01 01 00 00 00 00 00 00 00 C0  // ................
    0040: 00 00 00 00 01 00 40 47 00 00 00 00              // ......@G....
