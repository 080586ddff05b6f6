/* tb-outline: certificates and requests read without taking up their public keys, and public keys taken up by the shortest way.
 *
 * Whenever OpenSSL reads a public key it looks through all that its providers can decode, which costs more than a signature, whether the key is
 * wanted or not. Here it looks in a context that can decode nothing; who wants the key takes it from the outline. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

X509     *tb_outline_read_certificate (GBytes *der);
X509_REQ *tb_outline_read_request     (GBytes *der);
EVP_PKEY *tb_outline_take_key         (TbCrypto *crypto, const X509_PUBKEY *spki);

G_END_DECLS
