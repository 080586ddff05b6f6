/* tb-ticket: what it takes to resume a session (RFC 9846 section 2.2): tickets that the server seals with a key it is handed, and sessions that
 * the client keeps as bytes.
 *
 * The server remembers nothing. Whoever holds the key that sealed a ticket opens it again; with another key it is a full handshake. */
#include "tb-conversation.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/rand.h>

#define NAME_BYTES 16
#define IV_BYTES   16
#define KEY_BYTES  32
#define DROPPED    0
#define SEALED     1
#define OPENED     2    /* and renewed: a ticket is for one use, RFC 9846 appendix C.4 */
#define BROKEN     (-1)

G_STATIC_ASSERT (NAME_BYTES + 2 * KEY_BYTES == TB_TICKET_KEY_BYTES);

static gboolean
begin_mac (EVP_MAC_CTX *mac, const guint8 *key)
{
  const OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string (OSSL_MAC_PARAM_DIGEST, (char *) "SHA256", 0), OSSL_PARAM_construct_end () };

  return EVP_MAC_init (mac, key, KEY_BYTES, params) == 1;
}

static gboolean
begin_cipher (EVP_CIPHER_CTX *context, OSSL_LIB_CTX *libctx, const guint8 *key, const guint8 *iv, int seals)
{
  EVP_CIPHER *cipher = EVP_CIPHER_fetch (libctx, "AES-256-CBC", NULL);
  gboolean begun = cipher != NULL && EVP_CipherInit_ex2 (context, cipher, key, iv, seals, NULL) == 1;

  EVP_CIPHER_free (cipher);
  return begun;
}

/* OpenSSL asks for the keys of one ticket, to seal it or to open it. */
static int
on_ticket (SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac, int seals)
{
  TbConversation *conversation = SSL_get_app_data (ssl);
  OSSL_LIB_CTX *libctx = tb_crypto_get_libctx (conversation->crypto);
  GBytes *ticket_key = conversation->terms->ticket_key;
  const guint8 *key = ticket_key != NULL ? g_bytes_get_data (ticket_key, NULL) : NULL;

  if (key == NULL || (!seals && memcmp (name, key, NAME_BYTES) != 0))
    return DROPPED;
  if (seals)
    memcpy (name, key, NAME_BYTES);
  if (seals && RAND_bytes_ex (libctx, iv, IV_BYTES, 0) != 1)
    return BROKEN;
  if (!begin_mac (mac, key + NAME_BYTES) || !begin_cipher (cipher, libctx, key + NAME_BYTES + KEY_BYTES, iv, seals))
    return BROKEN;
  return seals ? SEALED : OPENED;
}

/* Makes a server's context ask for keys, and both sides keep sessions for as long as TLS 1.3 allows. */
void
tb_ticket_watch (SSL_CTX *context, TbSide side)
{
  static const guint8 id[] = "trustbed";

  SSL_CTX_set_timeout (context, TB_TICKET_LIFETIME_S);
  if (side != TB_SIDE_SERVER)
    return;
  SSL_CTX_set_session_id_context (context, id, sizeof id - 1);
  SSL_CTX_set_tlsext_ticket_key_evp_cb (context, on_ticket);
}

/* A client that has a session offers it. FALSE when the bytes are none. */
gboolean
tb_ticket_offer (SSL *ssl, GBytes *session)
{
  gsize n;
  const guint8 *bytes = session != NULL ? g_bytes_get_data (session, &n) : NULL;
  SSL_SESSION *read;
  gboolean offered;

  if (session == NULL)
    return TRUE;
  read = d2i_SSL_SESSION (NULL, &bytes, (long) n);
  offered = read != NULL && SSL_set_session (ssl, read) == 1;
  SSL_SESSION_free (read);
  return offered;
}

/* Returns: (transfer full) (nullable): the session that a client could resume, NULL when it was given no ticket */
GBytes *
tb_ticket_take (SSL *ssl)
{
  SSL_SESSION *session = SSL_get1_session (ssl);
  guint8 *bytes = NULL;
  int n = session != NULL && SSL_SESSION_is_resumable (session) == 1 && SSL_SESSION_has_ticket (session) == 1 ? i2d_SSL_SESSION (session, &bytes) : 0;
  GBytes *taken = n > 0 ? g_bytes_new (bytes, (gsize) n) : NULL;

  OPENSSL_free (bytes);
  SSL_SESSION_free (session);
  return taken;
}

/* The longest that the ticket of such a session could be, less what it is: timing does not depend on the lengths of signatures in it. */
guint
tb_ticket_get_slack_bytes (gsize n_bytes)
{
  return n_bytes < TB_TICKET_CANONICAL_BYTES ? (guint) (TB_TICKET_CANONICAL_BYTES - n_bytes) : 0;
}
