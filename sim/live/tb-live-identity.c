/* tb-live-identity: see the header. */
#include "tb-live-identity.h"

#include <errno.h>

#include <glib/gstdio.h>
#include <openssl/err.h>

#include "tb-ca-list.h"
#include "tb-load.h"
#include "tb-name-text.h"
#include "tb-pem.h"

#define FOLDER "live"

static char *
get_path (TbCa *ca, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".pem", NULL);

  return g_build_filename (tb_ca_get_directory (ca), FOLDER, file, NULL);
}

/* --- is there one --- */

static gboolean
says_the_same (TbCertificate *certificate, const TbLiveIdentityTerms *terms)
{
  X509 *x509 = tb_certificate_get_x509 (certificate);
  X509_NAME *subject = tb_name_parse (terms->subject, NULL);
  GENERAL_NAMES *wanted = terms->names != NULL ? tb_alternative_names_parse (terms->names, NULL) : NULL;
  GENERAL_NAMES *has = X509_get_ext_d2i (x509, NID_subject_alt_name, NULL, NULL);
  gboolean is_same = subject != NULL && X509_NAME_cmp (subject, X509_get_subject_name (x509)) == 0
                     && sk_GENERAL_NAME_num (wanted) == sk_GENERAL_NAME_num (has);

  for (int i = 0; is_same && i < sk_GENERAL_NAME_num (has); i++)
    is_same = GENERAL_NAME_cmp (sk_GENERAL_NAME_value (wanted, i), sk_GENERAL_NAME_value (has, i)) == 0;
  X509_NAME_free (subject);
  GENERAL_NAMES_free (wanted);
  GENERAL_NAMES_free (has);
  return is_same;
}

/* A third of its life is left, and nobody has revoked it. */
static gboolean
is_good (TbCa *ca, TbCertificate *certificate, const TbLiveIdentityTerms *terms, gint64 now_us)
{
  g_autoptr (TbCaRow) row = tb_ca_find (ca, tb_certificate_get_serial (certificate), NULL);
  gint64 begin_us = tb_certificate_get_not_before_us (certificate), end_us = tb_certificate_get_not_after_us (certificate);

  return row != NULL && row->state == TB_CA_ISSUED && begin_us <= now_us && now_us < end_us - (end_us - begin_us) / 3 && says_the_same (certificate, terms);
}

static TbIdentity *
compose (TbCa *ca, TbKey *key, TbCertificate *certificate, GError **error)
{
  const TbCaAuthority *issuing = tb_ca_get_issuing (ca, FALSE, error);
  g_autoptr (GPtrArray) above = issuing != NULL ? tb_ca_get_chain (ca, issuing, FALSE) : NULL;

  return above != NULL ? tb_identity_new (key, certificate, above) : NULL;
}

static TbIdentity *
load (TbCa *ca, const char *path, const TbLiveIdentityTerms *terms, gint64 now_us)
{
  g_autoptr (TbKey) key = tb_key_load (tb_ca_get_crypto (ca), path, NULL, NULL);
  g_autoptr (GPtrArray) certificates = key != NULL ? tb_certificates_load (tb_ca_get_crypto (ca), path, NULL) : NULL;
  TbCertificate *certificate = certificates != NULL ? g_ptr_array_index (certificates, 0) : NULL;

  ERR_clear_error ();
  if (certificate == NULL || !is_good (ca, certificate, terms, now_us) || tb_key_get_algorithm (key) != terms->algorithm
      || EVP_PKEY_eq (X509_get0_pubkey (tb_certificate_get_x509 (certificate)), tb_key_get_pkey (key)) != 1)
    return NULL;
  return compose (ca, key, certificate, NULL);
}

/* --- making one --- */

static gboolean
store (const char *path, TbKey *key, TbCertificate *certificate, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (GBytes) secret = tb_key_to_pem (key, NULL, error), shown = NULL;
  g_autoptr (GByteArray) both = g_byte_array_new ();

  if (secret == NULL)
    return FALSE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "Cannot make the folder %s: %s", folder, g_strerror (errno));
      return FALSE;
    }
  g_ptr_array_add (one, certificate);
  shown = tb_certificates_to_pem (one);
  g_byte_array_append (both, g_bytes_get_data (secret, NULL), (guint) g_bytes_get_size (secret));
  g_byte_array_append (both, g_bytes_get_data (shown, NULL), (guint) g_bytes_get_size (shown));
  return g_file_set_contents_full (path, (const char *) both->data, both->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static TbCertificate *
certify (TbCa *ca, TbKey *key, const TbLiveIdentityTerms *terms, const TbCaActor *actor, GError **error)
{
  X509_NAME *subject = tb_name_parse (terms->subject, error);
  GENERAL_NAMES *names = subject != NULL && terms->names != NULL ? tb_alternative_names_parse (terms->names, error) : NULL;
  const TbCaOrder order = { .profile = terms->profile, .subject = subject, .public_key = tb_key_get_pkey (key), .alternative_names = names, .action = "issue" };
  TbCertificate *certificate = subject != NULL && (names != NULL || terms->names == NULL) ? tb_ca_issue (ca, &order, actor, error) : NULL;

  X509_NAME_free (subject);
  GENERAL_NAMES_free (names);
  return certificate;
}

static TbIdentity *
make (TbCa *ca, const char *path, const TbLiveIdentityTerms *terms, const TbCaActor *actor, GError **error)
{
  g_autoptr (TbKey) key = tb_key_generate (tb_ca_get_crypto (ca), terms->algorithm, NULL, error);
  g_autoptr (TbCertificate) certificate = key != NULL ? certify (ca, key, terms, actor, error) : NULL;

  return certificate != NULL && store (path, key, certificate, error) ? compose (ca, key, certificate, error) : NULL;
}

/**
 * tb_live_identity_get:
 * @ca: the authority
 * @terms: what is needed
 * @actor: who may issue, and when
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the identity that is kept, or a new one, which is kept from now on; %NULL with an error
 */
TbIdentity *
tb_live_identity_get (TbCa *ca, const TbLiveIdentityTerms *terms, const TbCaActor *actor, GError **error)
{
  g_autofree char *path = get_path (ca, terms->name);
  TbIdentity *identity = load (ca, path, terms, actor->unix_us);

  return identity != NULL ? identity : make (ca, path, terms, actor, error);
}
