/* tb-ca: see the header. Here an authority is opened and closed; it is made in tb-ca-setup. */
#include "tb-ca-private.h"

#include <string.h>

#include <openssl/err.h>

static char *
read_setting (TbCa *ca, const char *name, GError **error)
{
  g_autoptr (sqlite3_stmt) query = tb_sql_query (ca->db, error, "SELECT value FROM setting WHERE name = ?", "s", name);
  gboolean has_row;

  if (query == NULL || !tb_sql_step (query, &has_row, error) || !has_row)
    return NULL;
  return g_strdup (tb_sql_get_text (query, 0));
}

/* Opens the key store that @address names, by default the files in the folder. Returns @ca, or NULL with an error. */
TbCa *
tb_ca_open_store (TbCa *ca, const char *address, const char *pin, GError **error)
{
  g_autofree char *folder = g_build_filename (ca->directory, "keys", NULL);
  g_autofree char *otherwise = tb_key_store_make_address (TB_KEY_STORE_FLASH, folder);

  ca->store = tb_key_store_open (address != NULL ? address : otherwise, pin, error);
  return ca->store != NULL ? ca : NULL;
}

static gboolean
read_index (TbCa *ca, const char *pin, GError **error)
{
  g_autofree char *key_store = NULL;

  if (!tb_ca_check_index (ca, error))
    return FALSE;
  ca->id = read_setting (ca, "id", error);
  ca->crl_address = read_setting (ca, "crl_address", NULL);
  ca->ocsp_address = read_setting (ca, "ocsp_address", NULL);
  key_store = read_setting (ca, "key_store", NULL);
  return ca->id != NULL && tb_ca_load_authorities (ca, error) && tb_ca_open_store (ca, key_store, pin, error) != NULL;
}

/**
 * tb_ca_open:
 * @directory: a folder that [func@ca_init] has made
 * @pin: (nullable): of the key store
 * @error: return location
 *
 * Opens an authority. What an earlier process left half done is not touched: see [method@Ca.list] for what is reserved and not signed.
 *
 * Returns: (transfer full) (nullable): the authority, or %NULL with an error
 */
TbCa *
tb_ca_open (const char *directory, const char *pin, GError **error)
{
  g_autoptr (TbCa) ca = g_new0 (TbCa, 1);
  g_autofree char *path = g_build_filename (directory, "index.sqlite", NULL);

  ca->directory = g_strdup (directory);
  ca->responding = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  ca->crypto = tb_crypto_get_live (error);
  if (ca->crypto == NULL)
    return NULL;
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      ERR_clear_error ();
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s is not the folder of an authority: it has no index.sqlite; trustbed-cli ca init makes one", directory);
      return NULL;
    }
  ca->db = tb_sql_open (path, FALSE, error);
  return ca->db != NULL && read_index (ca, pin, error) ? g_steal_pointer (&ca) : NULL;
}

/**
 * tb_ca_close:
 * @ca: (transfer full): an authority
 *
 * Lets it go.
 */
void
tb_ca_close (TbCa *ca)
{
  g_clear_pointer (&ca->responding, g_hash_table_unref);
  g_clear_pointer (&ca->issuers, g_hash_table_unref);
  g_clear_pointer (&ca->authorities, g_ptr_array_unref);
  g_clear_pointer (&ca->store, tb_key_store_close);
  g_clear_pointer (&ca->db, tb_sql_close);
  g_free (ca->directory);
  g_free (ca->id);
  g_free (ca->crl_address);
  g_free (ca->ocsp_address);
  g_free (ca);
}

/**
 * tb_ca_get_directory:
 * @ca: an authority
 *
 * Returns: (transfer none): its folder
 */
const char *
tb_ca_get_directory (TbCa *ca)
{
  return ca->directory;
}

/**
 * tb_ca_get_id:
 * @ca: an authority
 *
 * Returns: (transfer none): what tells it from other authorities: eight hexadecimal digits
 */
const char *
tb_ca_get_id (TbCa *ca)
{
  return ca->id;
}

/**
 * tb_ca_get_crypto:
 * @ca: an authority
 *
 * Returns: (transfer none): the context of its keys, which is the live one
 */
TbCrypto *
tb_ca_get_crypto (TbCa *ca)
{
  return ca->crypto;
}

/**
 * tb_ca_load_profile:
 * @ca: an authority
 * @code: name of a profile: one in `profiles/NAME.profile` of the folder, or one that comes with Trustbed
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the profile; %NULL with an error when there is none or it is broken
 */
TbIssueProfile *
tb_ca_load_profile (TbCa *ca, const char *code, GError **error)
{
  g_autofree char *name = g_strconcat (code, ".profile", NULL);
  g_autofree char *path = g_build_filename (ca->directory, "profiles", name, NULL);

  if (*code != '\0' && strspn (code, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == strlen (code))
    {
      TbCertificateProfile builtin;

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return tb_issue_profile_load (path, error);
      if (tb_certificate_profile_from_code (code, &builtin))
        return tb_issue_profile_new_builtin (builtin);
    }
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE, "There is no certificate profile \"%.60s\": neither %s nor one that comes with Trustbed", code, path);
  return NULL;
}
