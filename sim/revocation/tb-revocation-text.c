/* tb-revocation-text: see the header. The names of reasons (tb-crl.h) are here too. */
#include "tb-revocation-text.h"

#include <string.h>
#include <time.h>

/* The names that RFC 5280 section 5.3.1 gives them. */
static const char *const reasons[] = {
  [TB_REVOCATION_UNSPECIFIED] = "unspecified",
  [TB_REVOCATION_KEY_COMPROMISE] = "keyCompromise",
  [TB_REVOCATION_CA_COMPROMISE] = "cACompromise",
  [TB_REVOCATION_AFFILIATION_CHANGED] = "affiliationChanged",
  [TB_REVOCATION_SUPERSEDED] = "superseded",
  [TB_REVOCATION_CESSATION_OF_OPERATION] = "cessationOfOperation",
  [TB_REVOCATION_CERTIFICATE_HOLD] = "certificateHold",
  [TB_REVOCATION_REMOVE_FROM_CRL] = "removeFromCRL",
  [TB_REVOCATION_PRIVILEGE_WITHDRAWN] = "privilegeWithdrawn",
  [TB_REVOCATION_AA_COMPROMISE] = "aACompromise",
};

/**
 * tb_revocation_reason_to_code:
 * @reason: a reason
 *
 * Returns: (transfer none) (nullable): its name, %NULL for a number that stands for none
 */
const char *
tb_revocation_reason_to_code (TbRevocationReason reason)
{
  return (guint64) reason < G_N_ELEMENTS (reasons) ? reasons[reason] : NULL;
}

/**
 * tb_revocation_reason_from_code:
 * @code: a name
 * @reason: (out): the reason
 *
 * Returns: %FALSE when @code names none
 */
gboolean
tb_revocation_reason_from_code (const char *code, TbRevocationReason *reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i] != NULL && strcmp (reasons[i], code) == 0)
      {
        *reason = (TbRevocationReason) i;
        return TRUE;
      }
  return FALSE;
}

/* RFC 4514; NULL when OpenSSL fails. */
char *
tb_revocation_name_to_text (const X509_NAME *name)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  char *bytes = NULL;
  long n;

  if (out == NULL || X509_NAME_print_ex (out, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0)
    return NULL;
  n = BIO_get_mem_data (out, &bytes);
  return g_strndup (n > 0 ? bytes : "", (gsize) MAX (n, 0));
}

/* Hexadecimal, two digits a byte. */
char *
tb_revocation_integer_to_text (const ASN1_INTEGER *integer)
{
  static const char digits[] = "0123456789abcdef";
  const guint8 *bytes = ASN1_STRING_get0_data (integer);
  int n = ASN1_STRING_length (integer);
  GString *text = g_string_sized_new (2 * (gsize) n + 1);

  if (ASN1_STRING_type (integer) == V_ASN1_NEG_INTEGER)
    g_string_append_c (text, '-');
  for (int i = 0; i < n; i++)
    {
      g_string_append_c (text, digits[bytes[i] >> 4]);
      g_string_append_c (text, digits[bytes[i] & 15]);
    }
  return g_string_free (text, FALSE);
}

/* FALSE when it is no time. */
gboolean
tb_revocation_time_to_unix_us (const ASN1_TIME *when, gint64 *unix_us)
{
  struct tm parts;

  if (ASN1_TIME_to_tm (when, &parts) != 1)
    return FALSE;
  *unix_us = (gint64) timegm (&parts) * G_USEC_PER_SEC;
  return TRUE;
}

/* Whole seconds of the years 0 to 9999: what a time in a list or a response can tell. */
gboolean
tb_revocation_can_tell_time (gint64 unix_us)
{
  return unix_us % G_USEC_PER_SEC == 0 && unix_us / G_USEC_PER_SEC >= G_GINT64_CONSTANT (-62167219200)
         && unix_us / G_USEC_PER_SEC <= G_GINT64_CONSTANT (253402300799);
}
