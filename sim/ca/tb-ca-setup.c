/* tb-ca-setup: a new authority. Everything is made in a folder beside the one asked for, which gets its name when all is there: a folder is a
 * whole authority or none. */
#include "tb-ca-private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <openssl/err.h>
#include <openssl/rand.h>

#include "tb-audit-log.h"

#define MAX_ISSUING 99

static gboolean
fail_errno (const char *what, const char *path, GError **error)
{
  int number = errno;

  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot %s %s: %s", what, path, g_strerror (number));
  return FALSE;
}

static gboolean
check_free (const char *directory, GError **error)
{
  g_autoptr (GDir) there = g_dir_open (directory, 0, NULL);

  if (!g_file_test (directory, G_FILE_TEST_EXISTS) || (there != NULL && g_dir_read_name (there) == NULL))
    return TRUE;
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s is there already and not an empty folder", directory);
  return FALSE;
}

static char *
draw_id (TbCrypto *crypto)
{
  guint8 bytes[4];

  if (RAND_bytes_ex (tb_crypto_get_libctx (crypto), bytes, sizeof bytes, 0) != 1)
    return NULL;
  return tb_ca_serial_to_text (bytes, sizeof bytes);
}

/* With the name of the subject without its common name, so that all authorities of one folder belong together. */
static char *
name_issuing (const char *subject, guint i)
{
  const char *comma = strchr (subject, ',');
  gboolean is_plain = g_ascii_strncasecmp (subject, "CN=", 3) == 0 && comma != NULL && strchr (subject, '\\') == NULL;

  return g_strdup_printf ("CN=Issuing CA %u%s", i, is_plain ? comma : "");
}

static gboolean
add_authorities (TbCa *ca, const TbCaSetup *setup, const TbCaActor *actor, GError **error)
{
  if (!tb_ca_add_authority (ca, "root", NULL, setup->subject, setup->algorithm, tb_issue_profile_get_builtin (TB_PROFILE_ROOT), 0, actor, error))
    return FALSE;
  for (guint i = 1; i <= setup->n_issuing; i++)
    {
      g_autofree char *name = g_strdup_printf ("issuing-%u", i), *subject = name_issuing (setup->subject, i);

      if (!tb_ca_add_authority (ca, name, "root", subject, setup->algorithm, tb_issue_profile_get_builtin (TB_PROFILE_AUTHORITY), 0, actor, error))
        return FALSE;
    }
  return TRUE;
}

/* Whoever makes an authority has all its roles, until they are given to others. */
static gboolean
fill (TbCa *ca, const TbCaSetup *setup, const TbCaActor *actor, GError **error)
{
  g_autofree char *path = g_build_filename (ca->directory, "index.sqlite", NULL);

  ca->id = draw_id (ca->crypto);
  ca->crl_address = g_strdup (setup->crl_address);
  ca->ocsp_address = g_strdup (setup->ocsp_address);
  ca->authorities = g_ptr_array_new ();
  ca->db = tb_sql_open (path, TRUE, error);
  /* Until the folder has its name nothing has to survive. What is in it is on the disk when the index is closed, before that. */
  return ca->id != NULL && ca->db != NULL
         && tb_sql_run (ca->db, error, "PRAGMA synchronous = NORMAL", "")
         && tb_ca_create_index (ca->db, ca->id, setup, error)
         && tb_ca_open_store (ca, setup->key_store, setup->pin, error) != NULL
         && tb_sql_run (ca->db, error, "INSERT INTO person (name, roles) VALUES (?, ?)", "si", actor->who, (gint64) TB_CA_ALL_ROLES)
         && tb_audit_log_append (ca->db, actor, "init", "", setup->subject, error)
         && tb_ca_load_authorities (ca, error)
         && add_authorities (ca, setup, actor, error);
}

/* A folder of keys is found again from wherever the next program is started. */
static char *
make_absolute (const char *address)
{
  const char *colon = address != NULL ? strchr (address, ':') : NULL;
  g_autofree char *here = g_get_current_dir (), *escaped = g_uri_escape_string (here, "/", FALSE);

  if (colon == NULL || colon[1] == '/' || colon[1] == '?' || colon[1] == '\0' || g_str_has_prefix (address, "pkcs11:"))
    return g_strdup (address);
  return g_strdup_printf ("%.*s:%s/%s", (int) (colon - address), address, escaped, colon + 1);
}

static TbCa *
make (const char *folder, const TbCaSetup *setup, const TbCaActor *actor, GError **error)
{
  g_autoptr (TbCa) ca = g_new0 (TbCa, 1);

  ca->responding = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  ca->directory = g_strdup (folder);
  ca->crypto = tb_crypto_get_live (error);
  return ca->crypto != NULL && fill (ca, setup, actor, error) ? g_steal_pointer (&ca) : NULL;
}

/* What a failed attempt leaves: files, and a folder of keys. */
static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_remove (path) != 0 && g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        remove_folder (path);
    }
  g_rmdir (folder);
}

static gboolean
check_setup (const TbCaSetup *setup, const TbCaActor *actor, GError **error)
{
  if (setup->n_issuing <= MAX_ISSUING && *actor->who != '\0')
    return TRUE;
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "There are 0 to %d issuing authorities, got %u, and somebody with a name who makes them", MAX_ISSUING,
                       setup->n_issuing);
  return FALSE;
}

/**
 * tb_ca_init:
 * @directory: a folder that is not there yet, or empty
 * @setup: what to make
 * @actor: who makes it, and when; has all roles in it
 * @error: return location
 *
 * Makes an authority on disk: a root and the issuing authorities below it.
 *
 * Returns: whether it is there, whole; otherwise %FALSE with an error, and nothing is there (but keys in a token may be)
 */
gboolean
tb_ca_init (const char *directory, const TbCaSetup *setup, const TbCaActor *actor, GError **error)
{
  g_autofree char *name = g_canonicalize_filename (directory, NULL), *beside = g_strconcat (name, ".new-XXXXXX", NULL);
  g_autofree char *key_store = make_absolute (setup->key_store);
  TbCaSetup whole = *setup;
  g_autoptr (TbCa) ca = NULL;

  whole.key_store = key_store;
  if (!check_setup (setup, actor, error) || !check_free (name, error))
    return FALSE;
  if (g_mkdtemp_full (beside, 0700) == NULL)
    return fail_errno ("make the folder", beside, error);
  ca = make (beside, &whole, actor, error);
  if (ca != NULL)
    {
      g_clear_pointer (&ca, tb_ca_close);
      if (rename (beside, name) == 0)
        return TRUE;
      fail_errno ("name the folder", name, error);
    }
  remove_folder (beside);
  return FALSE;
}
