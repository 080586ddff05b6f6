/* tb-certificate-facts: what a certificate says, as plain text and numbers, for whoever lists many of them.
 *
 * Read from the bytes without taking up the public key, which would cost more than all the rest. No part of OpenSSL is needed to use it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbCertificateFacts:
 * @serial: hexadecimal, two digits a byte
 * @subject: RFC 4514 text
 * @common_name: the first common name, or ""
 * @san: names of the subjectAltName with a space between, or ""
 * @eku: short names of the purposes (`serverAuth clientAuth`), or ""
 * @algorithm: of its key: `P-256`, `RSA-2048`
 * @bits: size of its key
 * @key: SHA-256 of its SubjectPublicKeyInfo, hexadecimal
 * @sha256: of the certificate, likewise
 * @not_before_us: when it begins, unix time; G_MAXINT64 when it tells none
 * @not_after_us: when it ends; G_MININT64 when it tells none
 * @is_authority: whether it may issue others
 */
typedef struct
{
  char *serial;
  char *subject;
  char *common_name;
  char *san;
  char *eku;
  char *algorithm;
  guint bits;
  char *key;
  char *sha256;
  gint64 not_before_us;
  gint64 not_after_us;
  gboolean is_authority;
} TbCertificateFacts;

TbCertificateFacts *tb_certificate_facts_new  (GBytes *der);            /* NULL when it is none */
TbCertificateFacts *tb_certificate_facts_new_brief (GBytes *der);       /* serial, key and sha256 only; NULL when it is none */
void                tb_certificate_facts_free (TbCertificateFacts *facts);
char               *tb_certificate_facts_hash (GBytes *bytes);          /* SHA-256, hexadecimal */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCertificateFacts, tb_certificate_facts_free)

G_END_DECLS
