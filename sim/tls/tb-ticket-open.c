/* tb-ticket-open: see the header. OpenSSL seals a ticket as RFC 5077 section 4 recommends: the name of the key, an iv, the session under AES-256-CBC, and
 * an HMAC over all of it. The session is in OpenSSL's own encoding, which it reads itself. */
#include "tb-ticket-open.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-handshake.h"

#define NAME_BYTES 16
#define IV_BYTES   16
#define KEY_BYTES  32
#define TAG_BYTES  32

static gboolean
is_genuine (TbCrypto *crypto, const guint8 *key, const guint8 *ticket, gsize n_before_tag)
{
  guint8 tag[TAG_BYTES];
  gsize n_tag = 0;

  return EVP_Q_mac (tb_crypto_get_libctx (crypto), "HMAC", NULL, "SHA2-256", NULL, key, KEY_BYTES, ticket, n_before_tag, tag, sizeof tag, &n_tag) != NULL
         && n_tag == TAG_BYTES && CRYPTO_memcmp (tag, ticket + n_before_tag, TAG_BYTES) == 0;
}

static GBytes *
decrypt (TbCrypto *crypto, const guint8 *key, const guint8 *iv, const guint8 *sealed, gsize n_sealed)
{
  EVP_CIPHER *cipher = EVP_CIPHER_fetch (tb_crypto_get_libctx (crypto), "AES-256-CBC", NULL);
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  g_autofree guint8 *plain = g_malloc (n_sealed + IV_BYTES);
  int n = 0, n_last = 0;
  gboolean opened = cipher != NULL && context != NULL && EVP_DecryptInit_ex2 (context, cipher, key, iv, NULL) == 1
                    && EVP_DecryptUpdate (context, plain, &n, sealed, (int) n_sealed) == 1
                    && EVP_DecryptFinal_ex (context, plain + n, &n_last) == 1;

  EVP_CIPHER_free (cipher);
  return opened ? g_bytes_new (plain, (gsize) (n + n_last)) : NULL;
}

/**
 * tb_session_get_secret:
 * @session: a session in OpenSSL's encoding
 *
 * Returns: (transfer full) (nullable): its secret: the master secret of TLS 1.2, or the PSK with which TLS 1.3 resumes it; %NULL when it is none
 */
GBytes *
tb_session_get_secret (GBytes *session)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (session, &n);
  SSL_SESSION *read = d2i_SSL_SESSION (NULL, &bytes, (long) n);
  guint8 secret[SSL_MAX_MASTER_KEY_LENGTH];
  gsize n_secret = read != NULL ? SSL_SESSION_get_master_key (read, secret, sizeof secret) : 0;

  SSL_SESSION_free (read);
  ERR_clear_error ();
  return n_secret > 0 ? g_bytes_new (secret, n_secret) : NULL;
}

/**
 * tb_ticket_open:
 * @crypto: the context
 * @ticket_key: of %TB_TICKET_KEY_BYTES
 * @ticket: (array length=n_ticket): a ticket as it is on the wire
 * @n_ticket: its length
 *
 * Returns: (transfer full) (nullable): the secret in it: the master secret of a session of TLS 1.2, the PSK for one of TLS 1.3. %NULL when it was sealed
 *   with another key, was changed, or is none
 */
GBytes *
tb_ticket_open (TbCrypto *crypto, GBytes *ticket_key, const guint8 *ticket, gsize n_ticket)
{
  const guint8 *key = g_bytes_get_data (ticket_key, NULL);
  g_autoptr (GBytes) encoded = NULL;

  g_return_val_if_fail (g_bytes_get_size (ticket_key) == TB_TICKET_KEY_BYTES, NULL);
  if (n_ticket < NAME_BYTES + IV_BYTES + TAG_BYTES || memcmp (ticket, key, NAME_BYTES) != 0
      || !is_genuine (crypto, key + NAME_BYTES, ticket, n_ticket - TAG_BYTES))
    return NULL;
  encoded = decrypt (crypto, key + NAME_BYTES + KEY_BYTES, ticket + NAME_BYTES, ticket + NAME_BYTES + IV_BYTES,
                     n_ticket - NAME_BYTES - IV_BYTES - TAG_BYTES);
  return encoded != NULL ? tb_session_get_secret (encoded) : NULL;
}
