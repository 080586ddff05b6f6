[Device]
Title=Cortex-A8, 1 GHz, OpenSSL
Class=C15 (assumed)
Source=Published OpenSSL speed figures for the Cortex-A8; agreement and key generation taken as one verification; bulk cipher assumed
RamBytes=0
FlashBytes=0

[P-256]
SignUs=720
VerifyUs=2000
AgreeUs=2000
KeyGenerationUs=2000

[RSA-2048]
PublicUs=430
PrivateUs=17000

[AES-128-GCM]
BytesPerSecond=20000000
