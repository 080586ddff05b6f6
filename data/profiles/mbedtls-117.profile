[Device]
Title=About 117 MHz, Mbed TLS
Class=C3 (assumed)
Source=mbed-os-example-tls; key generation taken as one key agreement
RamBytes=0
FlashBytes=0

[P-256]
SignUs=304000
VerifyUs=594000
AgreeUs=281000
KeyGenerationUs=281000

[RSA-2048]
PublicUs=28000
PrivateUs=953000

[AES-128-GCM]
BytesPerSecond=497664
