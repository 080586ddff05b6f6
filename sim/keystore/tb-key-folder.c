/* tb-key-folder: a folder with one file a key, readable by its owner alone. What is in the file is for the store to say: the key itself, or
 * what only one TPM can open. */
#include "tb-key-store-private.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#define MAX_FILE_BYTES 65536

static char *
get_file (TbKeyStore *store, const char *label)
{
  g_autofree char *name = g_strconcat (label, ".pem", NULL);

  return g_build_filename (store->address.folder, name, NULL);
}

/* Whether no key has this name yet. Keys are never written over. */
gboolean
tb_key_folder_check_free (TbKeyStore *store, const char *label, GError **error)
{
  g_autofree char *file = get_file (store, label);

  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "There is a key \"%s\" already (%s), and keys are never written over; take another name",
                       label, file);
  return FALSE;
}

/* Writes the file of a new key whole, mode 0600. */
gboolean
tb_key_folder_write (TbKeyStore *store, const char *label, const char *text, gsize n_bytes, GError **error)
{
  g_autofree char *file = get_file (store, label);

  if (g_mkdir_with_parents (store->address.folder, 0700) != 0)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot make the folder %s: %s", store->address.folder, g_strerror (errno));
      return FALSE;
    }
  return g_file_set_contents_full (file, text, (gssize) n_bytes, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

typedef struct
{
  const char *pin;
  gboolean is_asked;
} Pin;

/* What OpenSSL asks for the PIN. Without one it is told so, rather than left to ask at the terminal. */
static int
give_pin (char *buffer, int size, int is_writing, void *data)
{
  Pin *pin = data;
  gsize n = pin->pin != NULL ? strlen (pin->pin) : 0;

  pin->is_asked = TRUE;
  if (n == 0 || n > (gsize) size)
    return -1;
  memcpy (buffer, pin->pin, n);
  return (int) n;
}

static gboolean
read_file (TbKeyStore *store, const char *label, char **text, gsize *n_bytes, GError **error)
{
  g_autofree char *file = get_file (store, label);
  GStatBuf status;

  if (g_stat (file, &status) != 0 && errno == ENOENT)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE, "There is no key \"%s\" in this store: %s does not exist", label, file);
  else if (!S_ISREG (status.st_mode) || status.st_size > MAX_FILE_BYTES)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s is no key file: expected an ordinary file of at most %d bytes", file, MAX_FILE_BYTES);
  else
    return g_file_get_contents (file, text, n_bytes, error);
  return FALSE;
}

static EVP_PKEY *
parse (TbKeyStore *store, const char *text, gsize n_bytes, Pin *pin)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (text, (int) n_bytes);

  return bio != NULL ? PEM_read_bio_PrivateKey_ex (bio, NULL, give_pin, pin, tb_crypto_get_libctx (store->crypto), NULL) : NULL;
}

/* What a provider adds to the error that OpenSSL has a word for, "" for nothing; TPMs say most of it here. */
static char *
get_detail (void)
{
  const char *detail = NULL;
  int flags = 0;

  ERR_peek_error_all (NULL, NULL, NULL, &detail, &flags);
  return flags & ERR_TXT_STRING && *detail != '\0' ? g_strconcat (": ", detail, NULL) : g_strdup ("");
}

static void
set_unreadable (TbKeyStore *store, const char *label, const Pin *pin, GError **error)
{
  g_autofree char *detail = get_detail ();

  if (pin->is_asked && pin->pin == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The key \"%s\" in %s is locked by a PIN, and none was given", label, store->address.folder);
  else
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "Cannot read the key \"%s\" in %s%s", label, store->address.folder, detail);
}

/* Reads the key of this name into the context of the store. */
EVP_PKEY *
tb_key_folder_read (TbKeyStore *store, const char *label, GError **error)
{
  Pin pin = { store->address.pin, FALSE };
  EVP_PKEY *pkey;
  char *text = NULL;
  gsize n_bytes;

  if (!read_file (store, label, &text, &n_bytes, error))
    return NULL;
  ERR_clear_error ();
  pkey = parse (store, text, n_bytes, &pin);
  OPENSSL_cleanse (text, n_bytes);
  g_free (text);
  if (pkey == NULL)
    set_unreadable (store, label, &pin, error);
  return pkey;
}
