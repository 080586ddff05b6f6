[Profile]
Title=Root
Source=RFC 5280 sections 4.2.1.2, 4.2.1.3 and 4.2.1.9

[Key]
Algorithms=P-256;P-384;P-521;RSA;Ed25519
Usage=keyCertSign,cRLSign
SubjectKeyIdentifier=true

[Names]
Subject=any

[Validity]
DefaultDays=7300
MaxDays=9131

[Authority]
