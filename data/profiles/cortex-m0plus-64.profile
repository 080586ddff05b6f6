[Device]
Title=Cortex-M0+, 64 MHz
Class=C1 (by its 36 KB RAM)
Source=wolfSSL STM32_Benchmarks; bulk cipher from the SHA-256 rate there
RamBytes=36864
FlashBytes=0

[P-256]
SignUs=153000
VerifyUs=349000
AgreeUs=250000
KeyGenerationUs=112200

[RSA-2048]
PublicUs=87000
PrivateUs=3241000

[AES-128-GCM]
BytesPerSecond=477000
