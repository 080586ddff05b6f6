/* tb-live-pki: see the header. Its files are made in a folder beside and moved into place together, readable by their owner alone. */
#include "tb-live-pki.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tb-pem.h"
#include "tb-units.h"

#define LIFETIME_US (7 * TB_US_PER_DAY)
#define BEFORE_US   TB_US_PER_HOUR       /* clocks of peers may be behind */
#define CLIENT      "client.lab"

typedef struct
{
  TbAuthority *root;
  TbAuthority *issuing;
  TbKeyAlgorithm algorithm;
  TbIssueTerms terms;
} Makers;

static void
makers_clear (Makers *makers)
{
  g_clear_pointer (&makers->root, tb_authority_unref);
  g_clear_pointer (&makers->issuing, tb_authority_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Makers, makers_clear)

static gboolean
make_authorities (Makers *makers, TbCrypto *crypto, GError **error)
{
  gint64 begin_us = makers->terms.not_before_us, end_us = makers->terms.not_after_us;

  makers->root = tb_authority_new_root (crypto, "Throwaway Root", makers->algorithm, begin_us, end_us, NULL, error);
  if (makers->root != NULL)
    makers->issuing = tb_authority_new_issuing (makers->root, "Throwaway Authority", makers->algorithm, begin_us, end_us, NULL, error);
  return makers->issuing != NULL;
}

static TbIdentity *
issue (Makers *makers, TbCertificateProfile profile, const char *host, GError **error)
{
  const char *names[] = { host, g_str_equal (host, "localhost") ? NULL : "localhost", NULL };

  makers->terms.profile = profile;
  if (profile == TB_PROFILE_DEVICE)
    names[1] = NULL;
  return tb_authority_issue_identity (makers->issuing, makers->algorithm, host, names, &makers->terms, NULL, error);
}

/**
 * tb_live_pki_init:
 * @pki: (out caller-allocates): the PKI
 * @algorithm: of all keys
 * @host: (nullable): the server's name; %NULL: `localhost`, which is among its names in any case
 * @unix_us: what time it is
 * @error: return location
 *
 * Makes a root, an authority, a server and a client with keys from the operating system.
 *
 * Returns: whether they could be made; otherwise %TB_CRYPTO_ERROR
 */
gboolean
tb_live_pki_init (TbLivePki *pki, TbKeyAlgorithm algorithm, const char *host, gint64 unix_us, GError **error)
{
  TbCrypto *crypto = tb_crypto_get_live (error);
  gint64 now_us = unix_us - unix_us % TB_US_PER_SECOND;
  g_auto (Makers) makers = { .algorithm = algorithm, .terms = { .not_before_us = now_us - BEFORE_US, .not_after_us = now_us + LIFETIME_US } };

  *pki = (TbLivePki) { NULL };
  if (crypto == NULL || !make_authorities (&makers, crypto, error))
    return FALSE;
  pki->root = tb_certificate_ref (tb_authority_get_root (makers.root));
  pki->issuing = tb_certificate_ref (tb_authority_get_certificate (makers.issuing));
  pki->server = issue (&makers, TB_PROFILE_SERVICE, host != NULL ? host : "localhost", error);
  if (pki->server != NULL)
    pki->client = issue (&makers, TB_PROFILE_DEVICE, CLIENT, error);
  return pki->client != NULL;
}

/**
 * tb_live_pki_clear:
 * @pki: a PKI
 *
 * Lets it go.
 */
void
tb_live_pki_clear (TbLivePki *pki)
{
  g_clear_pointer (&pki->root, tb_certificate_unref);
  g_clear_pointer (&pki->issuing, tb_certificate_unref);
  g_clear_pointer (&pki->server, tb_identity_unref);
  g_clear_pointer (&pki->client, tb_identity_unref);
}

/* --- files --- */

static gboolean
put_file (const char *folder, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gsize n_bytes;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &n_bytes) : NULL;

  return data != NULL && g_file_set_contents_full (path, data, (gssize) n_bytes, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static gboolean
put_certificates (const char *folder, const char *name, TbCertificate *certificate, TbCertificate *issuing, GError **error)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();
  g_autoptr (GBytes) pem = NULL;

  g_ptr_array_add (chain, certificate);
  if (issuing != NULL)
    g_ptr_array_add (chain, issuing);
  pem = tb_certificates_to_pem (chain);
  return put_file (folder, name, pem, error);
}

static gboolean
put_identity (const char *folder, const char *name, TbIdentity *identity, TbCertificate *issuing, GError **error)
{
  g_autofree char *certificate = g_strconcat (name, ".pem", NULL), *key = g_strconcat (name, ".key", NULL);
  g_autoptr (GBytes) pem = tb_key_to_pem (tb_identity_get_key (identity), NULL, error);

  return pem != NULL && put_file (folder, key, pem, error) && put_certificates (folder, certificate, tb_identity_get_certificate (identity), issuing, error);
}

static gboolean
put_all (const TbLivePki *pki, const char *folder, GError **error)
{
  return put_certificates (folder, "root.pem", pki->root, NULL, error)
         && put_certificates (folder, "issuing.pem", pki->issuing, NULL, error)
         && put_identity (folder, "server", pki->server, pki->issuing, error)
         && put_identity (folder, "client", pki->client, pki->issuing, error);
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static gboolean
fail (GError **error, const char *folder, int number)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number), "%s: the certificates cannot be written: %s", folder, g_strerror (number));
  return FALSE;
}

/**
 * tb_live_pki_write:
 * @pki: a PKI
 * @folder: where its files are to be; not there yet, or empty
 * @error: return location
 *
 * Writes `root.pem`, `issuing.pem`, and certificates with keys for either side: `server.pem`, `server.key`, `client.pem`, `client.key`. All or none.
 *
 * Returns: whether they are there; otherwise a #GIOErrorEnum or #GFileError
 */
gboolean
tb_live_pki_write (const TbLivePki *pki, const char *folder, GError **error)
{
  g_autofree char *beside = g_strconcat (folder, ".XXXXXX", NULL);
  int number;

  if (g_mkdtemp_full (beside, 0700) == NULL)
    return fail (error, folder, errno);
  if (!put_all (pki, beside, error))
    {
      remove_all (beside);
      return FALSE;
    }
  if (g_rename (beside, folder) == 0)
    return TRUE;
  number = errno;
  remove_all (beside);
  return fail (error, folder, number);
}
