[Profile]
Title=Gateway
Source=RFC 7925 section 4.4; a gateway is a client of its broker and the server of its devices

[Key]
Algorithms=P-256;P-384;P-521;RSA;Ed25519
Usage=digitalSignature
ExtendedUsage=serverAuth,clientAuth

[Names]
Subject=common-name
Alternative=DNS;IP;URI;email

[Validity]
DefaultDays=90
MaxDays=3650
