[Profile]
Title=Factory identity (IDevID)
Source=IEEE 802.1AR-2018 section 8; hardwareModuleName of RFC 4108 section 5; no end (RFC 5280 section 4.1.2.5); it outlives whoever issued it

[Key]
Algorithms=P-256;P-384;P-521;RSA;Ed25519
Usage=digitalSignature

[Names]
Subject=any
Alternative=hardware-module;DNS;URI
Required=hardware-module

[Validity]
NotAfter=99991231235959Z
OutliveIssuer=true
