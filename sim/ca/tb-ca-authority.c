/* tb-ca-authority: the authorities in the folder: their certificates, their keys in the key store, and how more of them get there. */
#include "tb-ca-private.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-audit-log.h"
#include "tb-name-text.h"
#include "tb-pem.h"

static void
authority_free (TbCaAuthority *authority)
{
  g_free (authority->name);
  g_free (authority->parent);
  g_clear_pointer (&authority->certificate, tb_certificate_unref);
  g_free (authority->key_label);
  g_free (authority);
}

static TbCaAuthority *
read_authority (TbCa *ca, sqlite3_stmt *query, GError **error)
{
  g_autoptr (GBytes) der = tb_sql_get_bytes (query, 3);
  TbCaAuthority *authority = g_new0 (TbCaAuthority, 1);

  authority->id = sqlite3_column_int64 (query, 0);
  authority->name = g_strdup (tb_sql_get_text (query, 1));
  authority->parent = g_strdup (tb_sql_get_text (query, 2));
  authority->key_label = g_strdup (tb_sql_get_text (query, 4));
  authority->certificate = der != NULL ? tb_certificate_new_from_der (ca->crypto, der, error) : NULL;
  if (authority->certificate == NULL && error != NULL && *error == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "The authority %s has no certificate in the index", authority->name);
  return authority;
}

/* Reads all of them anew. */
gboolean
tb_ca_load_authorities (TbCa *ca, GError **error)
{
  g_autoptr (sqlite3_stmt) query = tb_sql_query (ca->db, error, "SELECT id, name, parent, certificate, key_label FROM authority ORDER BY id", "");
  g_autoptr (GPtrArray) authorities = g_ptr_array_new_with_free_func ((GDestroyNotify) authority_free);
  gboolean has_row = query != NULL;

  while (has_row)
    {
      if (!tb_sql_step (query, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      g_ptr_array_add (authorities, read_authority (ca, query, error));
      if (((TbCaAuthority *) g_ptr_array_index (authorities, authorities->len - 1))->certificate == NULL)
        return FALSE;
    }
  g_clear_pointer (&ca->authorities, g_ptr_array_unref);
  ca->authorities = g_steal_pointer (&authorities);
  return query != NULL;
}

/* The certificate as a file: root.pem, issuing-1.pem. The index is what counts. */
static gboolean
write_authority (TbCa *ca, const TbCaAuthority *authority, GError **error)
{
  g_autofree char *name = g_strconcat (authority->name, ".pem", NULL), *path = g_build_filename (ca->directory, name, NULL);
  g_autoptr (GBytes) pem = tb_pem_write ("CERTIFICATE", tb_certificate_get_der (authority->certificate));
  gsize n;
  const char *text = g_bytes_get_data (pem, &n);

  return g_file_set_contents_full (path, text, (gssize) n, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}

/**
 * tb_ca_get_authorities:
 * @ca: an authority
 *
 * Returns: (transfer none) (element-type TbCaAuthority): all authorities in the folder, the root first
 */
GPtrArray *
tb_ca_get_authorities (TbCa *ca)
{
  return ca->authorities;
}

/**
 * tb_ca_find_authority:
 * @ca: an authority
 * @name: such as `issuing-1`
 * @error: return location
 *
 * Returns: (transfer none) (nullable): the authority of that name; %NULL with %TB_CRYPTO_ERROR_UNAVAILABLE
 */
const TbCaAuthority *
tb_ca_find_authority (TbCa *ca, const char *name, GError **error)
{
  for (guint i = 0; i < ca->authorities->len; i++)
    {
      const TbCaAuthority *authority = g_ptr_array_index (ca->authorities, i);

      if (strcmp (authority->name, name) == 0)
        return authority;
    }
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE, "There is no authority \"%.60s\" in %s; trustbed-cli ca list names them", name, ca->directory);
  return NULL;
}

static gboolean
can_issue (const TbCaAuthority *authority, gboolean to_authorities)
{
  return authority->key_label != NULL && (!to_authorities || X509_get_pathlen (tb_certificate_get_x509 (authority->certificate)) != 0);
}

/**
 * tb_ca_get_issuing:
 * @ca: an authority
 * @of_authorities: whether it is to certify authorities
 * @error: return location
 *
 * Returns: (transfer none) (nullable): who issues when nobody says: to authorities the root, to others the first authority below it, or the
 *   root where there is none
 */
const TbCaAuthority *
tb_ca_get_issuing (TbCa *ca, gboolean of_authorities, GError **error)
{
  const TbCaAuthority *found = NULL;

  for (guint i = 0; i < ca->authorities->len; i++)
    {
      const TbCaAuthority *authority = g_ptr_array_index (ca->authorities, i);
      gboolean is_below = *authority->parent != '\0';

      if (can_issue (authority, of_authorities) && (found == NULL || (!of_authorities && is_below && *found->parent == '\0')))
        found = authority;
    }
  ERR_clear_error ();
  if (found == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "No authority in %s has a key that may do that", ca->directory);
  return found;
}

/**
 * tb_ca_get_chain:
 * @ca: an authority
 * @authority: one in its folder
 * @with_root: whether the root belongs to it
 *
 * Returns: (transfer full) (element-type TbCertificate): its certificate and those above it, nearest first
 */
GPtrArray *
tb_ca_get_chain (TbCa *ca, const TbCaAuthority *authority, gboolean with_root)
{
  GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);

  for (guint i = 0; authority != NULL && i <= ca->authorities->len; i++)
    {
      if (*authority->parent != '\0' || with_root)
        g_ptr_array_add (chain, tb_certificate_ref (authority->certificate));
      authority = *authority->parent != '\0' ? tb_ca_find_authority (ca, authority->parent, NULL) : NULL;
    }
  return chain;
}

/* --- keys --- */

/* Several authorities may share a token. */
char *
tb_ca_make_label (TbCa *ca, const char *name)
{
  return g_strdup_printf ("%s-%s", ca->id, name);
}

TbKey *
tb_ca_load_key (TbCa *ca, const TbCaAuthority *authority, GError **error)
{
  g_autoptr (TbKey) key = NULL;

  ERR_clear_error ();
  if (authority->key_label != NULL)
    key = tb_key_store_load (ca->store, authority->key_label, error);
  else
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The key of %s is not here, only its certificate", authority->name);
  if (key == NULL || EVP_PKEY_eq (X509_get0_pubkey (tb_certificate_get_x509 (authority->certificate)), tb_key_get_pkey (key)) == 1)
    return g_steal_pointer (&key);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The key \"%s\" in the key store is not the one that %s is certified with", authority->key_label,
                       authority->name);
  return NULL;
}

TbIssuer *
tb_ca_load_issuer (TbCa *ca, const TbCaAuthority *authority, GError **error)
{
  const TbIssueAddresses addresses = { ca->crl_address, ca->ocsp_address, NULL };
  g_autoptr (TbKey) key = tb_ca_load_key (ca, authority, error);
  TbIssuer *issuer = key != NULL ? tb_issuer_new_for_certificate (key, authority->certificate, &addresses) : NULL;

  if (key != NULL && issuer == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot set up the authority %s", authority->name);
  return issuer;
}

/* To find and read a key costs more than to use it, so that whoever issues a lot keeps it. */
TbIssuer *
tb_ca_get_issuer (TbCa *ca, const TbCaAuthority *authority, GError **error)
{
  TbIssuer *issuer;

  if (ca->issuers == NULL)
    ca->issuers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) tb_issuer_free);
  issuer = g_hash_table_lookup (ca->issuers, &authority->id);
  if (issuer != NULL)
    return issuer;
  issuer = tb_ca_load_issuer (ca, authority, error);
  if (issuer != NULL)
    g_hash_table_insert (ca->issuers, g_memdup2 (&authority->id, sizeof authority->id), issuer);
  return issuer;
}

/* --- more authorities --- */

static gboolean
check_name (TbCa *ca, const char *name, GError **error)
{
  gsize n = strlen (name);

  ERR_clear_error ();
  if (n == 0 || n > 40 || strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") != n)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "\"%.60s\" cannot be the name of an authority: small letters, digits and hyphens, at most 40", name);
  else if (tb_ca_find_authority (ca, name, NULL) != NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "There is an authority \"%s\" already", name);
  else
    return TRUE;
  return FALSE;
}

static gboolean
store_authority (TbCa *ca, const char *name, const char *parent, TbCertificate *certificate, const char *label, GError **error)
{
  return tb_sql_run (ca->db, error, "INSERT INTO authority (name, parent, certificate, key_label) VALUES (?, ?, ?, ?)", "ssbs", name, parent,
                     tb_certificate_get_der (certificate), label)
         && tb_ca_load_authorities (ca, error)
         && write_authority (ca, tb_ca_find_authority (ca, name, NULL), error);
}

/* The new authority as an issuer of its own, which a root is the first to use. */
static TbIssuer *
make_issuer (TbCa *ca, TbKey *key, const X509_NAME *subject, GError **error)
{
  const TbIssueAddresses addresses = { ca->crl_address, ca->ocsp_address, NULL };
  TbIssuer *issuer = tb_issuer_new (key, subject, &addresses);

  if (issuer == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot set up the authority");
  return issuer;
}

static TbCertificate *
certify (TbCa *ca, const char *name, const TbCaAuthority *parent, TbKey *key, const X509_NAME *subject, const TbIssueProfile *profile, int days,
         const TbCaActor *actor, GError **error)
{
  const TbCaAuthority itself = { .name = (char *) name };
  const TbCaOrder order = { .profile = profile, .subject = subject, .public_key = tb_key_get_pkey (key), .days = days, .action = "certify-authority" };
  g_autoptr (TbIssuer) issuer = parent != NULL ? tb_ca_load_issuer (ca, parent, error) : make_issuer (ca, key, subject, error);
  g_autoptr (TbCaPending) pending = NULL;

  if (issuer != NULL)
    pending = tb_ca_reserve_for (ca, issuer, parent != NULL ? parent : &itself, parent != NULL ? parent->certificate : NULL, &order, actor, error);
  return pending != NULL && tb_ca_pending_sign (pending, error) ? tb_ca_pending_record (pending, error) : NULL;
}

static TbKey *
generate (TbCa *ca, const char *label, TbKeyAlgorithm algorithm, const TbCaActor *actor, GError **error)
{
  if (!tb_ca_permit (ca, "generate-key", actor, error)
      || !tb_audit_log_append (ca->db, actor, "generate-key", label, tb_key_algorithm_to_code (algorithm), error))
    return NULL;
  return tb_key_store_generate (ca->store, label, algorithm, error);
}

static gboolean
add_below (TbCa *ca, const char *name, const TbCaAuthority *parent, const X509_NAME *subject, TbKeyAlgorithm algorithm, const TbIssueProfile *profile,
           int days, const TbCaActor *actor, GError **error)
{
  g_autofree char *label = tb_ca_make_label (ca, name);
  g_autoptr (TbKey) key = generate (ca, label, algorithm, actor, error);
  g_autoptr (TbCertificate) certificate = NULL;

  if (key == NULL || !tb_issue_profile_check_key (profile, tb_key_get_pkey (key), error))
    return FALSE;
  certificate = certify (ca, name, parent, key, subject, profile, days, actor, error);
  return certificate != NULL && store_authority (ca, name, parent != NULL ? parent->name : "", certificate, label, error);
}

/**
 * tb_ca_add_authority:
 * @ca: an authority
 * @name: what to call the new one: small letters, digits and hyphens
 * @parent: (nullable): who certifies it; %NULL: itself, a root
 * @subject: its name, RFC 4514
 * @algorithm: of its key, which is made in the key store
 * @profile: of an authority
 * @days: lifetime, 0 for the profile's
 * @actor: an administrator
 * @error: return location
 *
 * Adds an authority at any depth.
 *
 * Returns: whether it is there; otherwise %FALSE with an error
 */
gboolean
tb_ca_add_authority (TbCa *ca, const char *name, const char *parent, const char *subject, TbKeyAlgorithm algorithm, const TbIssueProfile *profile,
                     int days, const TbCaActor *actor, GError **error)
{
  const TbCaAuthority *above = parent != NULL ? tb_ca_find_authority (ca, parent, error) : NULL;
  X509_NAME *named;
  gboolean is_added;

  if ((parent != NULL && above == NULL) || !check_name (ca, name, error))
    return FALSE;
  if (!profile->is_authority)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The profile %s is not for authorities", profile->id);
      return FALSE;
    }
  named = tb_name_parse (subject, error);
  is_added = named != NULL && add_below (ca, name, above, named, algorithm, profile, days, actor, error);
  X509_NAME_free (named);
  return is_added;
}

static gboolean
store_key (TbCa *ca, const char *label, TbKey *key, GError **error)
{
  g_autofree char *name = g_strconcat (label, ".pem", NULL), *path = g_build_filename (ca->directory, "keys", name, NULL);
  g_autoptr (GBytes) pem = NULL;
  gsize n;
  const char *text;

  if (tb_key_store_get_kind (ca->store) != TB_KEY_STORE_FLASH)
    {
      ERR_clear_error ();
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "A key that was made elsewhere does not go into this key store; import the certificate alone");
      return FALSE;
    }
  pem = tb_key_to_pem (key, NULL, error);
  if (pem == NULL)
    return FALSE;
  text = g_bytes_get_data (pem, &n);
  return g_file_set_contents_full (path, text, (gssize) n, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

static gboolean
check_import (TbCertificate *certificate, TbKey *key, GError **error)
{
  g_autoptr (TbIdentity) identity = key != NULL ? tb_identity_new (key, certificate, NULL) : NULL;
  g_autoptr (TbAuthority) authority = identity != NULL ? tb_authority_import (identity, NULL, error) : NULL;

  if (key != NULL)
    return authority != NULL;
  if (X509_check_ca (tb_certificate_get_x509 (certificate)) == 1)
    return TRUE;
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s is not certified as an authority", tb_certificate_get_subject (certificate));
  return FALSE;
}

/**
 * tb_ca_import:
 * @ca: an authority
 * @name: what to call what comes
 * @certificate: of an authority that was made elsewhere
 * @key: (nullable): its key; %NULL: the certificate alone, to refer to and to cross-certify
 * @actor: an administrator
 * @error: return location
 *
 * Takes in an external authority. With its key it can issue from here.
 *
 * Returns: whether it is there; otherwise %FALSE with an error
 */
gboolean
tb_ca_import (TbCa *ca, const char *name, TbCertificate *certificate, TbKey *key, const TbCaActor *actor, GError **error)
{
  g_autofree char *label = tb_ca_make_label (ca, name);
  g_autofree char *detail = g_strdup_printf ("%s %s", name, tb_certificate_get_subject (certificate));

  return tb_ca_permit (ca, "import", actor, error) && check_name (ca, name, error) && check_import (certificate, key, error)
         && tb_audit_log_append (ca->db, actor, "import", key != NULL ? label : "", detail, error)
         && (key == NULL || store_key (ca, label, key, error))
         && store_authority (ca, name, "", certificate, key != NULL ? label : NULL, error);
}
