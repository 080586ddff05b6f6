/* tb-pkcs12: PKCS #12 files (RFC 7292): a key, its certificate and the chain, under one passphrase.
 *
 * A file says itself how much work its passphrase shall cost, so one of a kilobyte can ask for years: what it asks for is looked at before
 * anything is derived. Seeded keys are guessable, in a PKCS #12 file as well: whoever writes one says so. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

/**
 * TB_PKCS12_MAX_CERTIFICATES:
 *
 * The most certificates that are read from one file. The trust stores of Java have 150.
 */
#define TB_PKCS12_MAX_CERTIFICATES 1000

/**
 * TbPkcs12:
 * @key: (owned): the private key, %NULL when there is none
 * @certificate: (owned): the certificate of @key, %NULL when there is none
 * @others: (owned) (element-type TbCertificate): the other certificates, in the order of the file; may be empty
 * @friendly_name: (owned): what its maker calls the key and @certificate, %NULL when it does not
 */
typedef struct
{
  TbKey *key;
  TbCertificate *certificate;
  GPtrArray *others;
  char *friendly_name;
} TbPkcs12;

TbPkcs12 *tb_pkcs12_read  (TbCrypto *crypto, GBytes *bytes, const char *name, const char *passphrase, GError **error);
TbPkcs12 *tb_pkcs12_load  (TbCrypto *crypto, const char *path, const char *passphrase, GError **error);
void      tb_pkcs12_free  (TbPkcs12 *pkcs12);
GBytes   *tb_pkcs12_write (TbIdentity *identity, const char *friendly_name, const char *passphrase, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbPkcs12, tb_pkcs12_free)

G_END_DECLS
