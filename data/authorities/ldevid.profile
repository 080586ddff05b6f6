[Profile]
Title=Operational identity (LDevID)
Source=IEEE 802.1AR-2018 section 8; limited in time, as the TLS 1.3 profile for IoT (draft) has it

[Key]
Algorithms=P-256;P-384;P-521;RSA;Ed25519
Usage=digitalSignature
ExtendedUsage=clientAuth

[Names]
Subject=any
Alternative=hardware-module;DNS;IP;URI;email

[Validity]
DefaultDays=365
MaxDays=3650
