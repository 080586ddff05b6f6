[Device]
Title=Server
Class=no device class
Source=Assumed for this lab: any current server, so fast that the links decide
RamBytes=0
FlashBytes=0

[P-256]
SignUs=40
VerifyUs=100
AgreeUs=60
KeyGenerationUs=60

[RSA-2048]
PublicUs=30
PrivateUs=900

[AES-128-GCM]
BytesPerSecond=1000000000
