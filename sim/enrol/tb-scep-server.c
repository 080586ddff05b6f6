/* tb-scep-server: messages are opened, judged and answered here; what they ask for is decided in tb-scep-orders. */
#include "tb-scep-server-private.h"

#include <openssl/err.h>
#include <openssl/rand.h>

#include "tb-crypto-private.h"

/**
 * tb_scep_server_new:
 * @terms: what it works with
 * @stream: (nullable): what it draws from, copied; %NULL for a live server
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a server; %NULL with %TB_CRYPTO_ERROR_REFUSED when clients cannot encrypt to @terms' certificate
 */
TbScepServer *
tb_scep_server_new (const TbScepServerTerms *terms, const TbStream *stream, GError **error)
{
  TbScepServer *server;

  if (!tb_scep_can_encrypt_to (terms->certificate))
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "SCEP needs an authority, or one in its charge, with an RSA key; that of %s is none",
                           tb_certificate_get_common_name (terms->certificate));
      return NULL;
    }
  server = g_new0 (TbScepServer, 1);
  server->terms = *terms;
  tb_key_ref (terms->key);
  tb_certificate_ref (terms->certificate);
  tb_certificate_ref (terms->issuer);
  server->terms.above = terms->above != NULL ? g_ptr_array_ref (terms->above) : g_ptr_array_new ();
  server->crypto = tb_key_get_crypto (terms->key);
  server->has_stream = stream != NULL;
  if (stream != NULL)
    server->stream = *stream;
  tb_scep_memory_init (server);
  return server;
}

void
tb_scep_server_free (TbScepServer *server)
{
  tb_scep_memory_clear (server);
  g_ptr_array_unref (server->terms.above);
  tb_certificate_unref (server->terms.issuer);
  tb_certificate_unref (server->terms.certificate);
  tb_key_unref (server->terms.key);
  g_free (server);
}

TbStream *
tb_scep_server_get_stream (TbScepServer *server)
{
  return server->has_stream ? &server->stream : NULL;
}

/* --- a message --- */

static const struct
{
  TbScepType type;
  void (*answer) (TbScepAnswering *answering);
} answers[] = {
  { TB_SCEP_PKCS_REQ, tb_scep_answer_order },
  { TB_SCEP_RENEWAL_REQ, tb_scep_answer_order },
  { TB_SCEP_CERT_POLL, tb_scep_answer_poll },
  { TB_SCEP_GET_CERT, tb_scep_answer_certificate },
  { TB_SCEP_GET_CRL, tb_scep_answer_crl },
};

static gboolean
is_clock_off (const TbScepAnswering *answering)
{
  gint64 slack_us = answering->server->terms.clock_slack_us, signed_us = answering->message->signed_us;

  return slack_us > 0 && signed_us != G_MININT64 && (signed_us < answering->now_us - slack_us || signed_us > answering->now_us + slack_us);
}

static gboolean
judge (TbScepAnswering *answering)
{
  const TbScepMessage *message = answering->message;

  if (message->problem != TB_SCEP_NO_FAILURE)
    return tb_scep_refuse (answering, message->problem, message->reason);
  if (is_clock_off (answering))
    return tb_scep_refuse (answering, TB_SCEP_BAD_TIME, "The time of the signature is too far from the time here");
  if (!tb_scep_nonces_add (answering->server, message->sender_nonce))
    return tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "This nonce was used before");
  if (message->envelope == NULL)
    return tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "The message is empty");
  return TRUE;
}

static gboolean
open_envelope (TbScepAnswering *answering)
{
  const TbScepServerTerms *terms = &answering->server->terms;
  TbScepFailInfo problem;

  answering->content = tb_scep_decrypt (answering->message->envelope, terms->key, terms->certificate, tb_scep_server_get_stream (answering->server),
                                        &answering->cipher, &problem);
  if (answering->content != NULL)
    return TRUE;
  return tb_scep_refuse (answering, problem, problem == TB_SCEP_BAD_ALG ? "The message is not encrypted with AES" : "The message cannot be opened");
}

static void
answer (TbScepAnswering *answering)
{
  if (!judge (answering) || !open_envelope (answering))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (answers[i].type == answering->message->type)
      {
        answers[i].answer (answering);
        return;
      }
  tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "Nobody asks this of a server");
}

/* --- the reply --- */

static GBytes *
draw_nonce (TbScepServer *server)
{
  guint8 bytes[TB_SCEP_NONCE_BYTES];
  gboolean good;
  TbJob job;

  tb_job_enter_stream (&job, tb_scep_server_get_stream (server));
  good = RAND_bytes_ex (tb_crypto_get_libctx (server->crypto), bytes, sizeof bytes, 0) == 1;
  tb_job_leave (&job);
  return good ? g_bytes_new (bytes, sizeof bytes) : NULL;
}

static gboolean
put_result (TbScepAnswering *answering, TbScepMessage *reply, GError **error)
{
  TbScepServer *server = answering->server;

  if (answering->status != TB_SCEP_SUCCESS)
    return TRUE;
  reply->envelope = tb_scep_encrypt (answering->result, answering->message->signer, answering->cipher, server->crypto,
                                     tb_scep_server_get_stream (server), error);
  return reply->envelope != NULL;
}

static GBytes *
write_reply (TbScepAnswering *answering, GError **error)
{
  TbScepServer *server = answering->server;
  g_autoptr (TbScepMessage) reply = tb_scep_message_new (TB_SCEP_CERT_REP, answering->message->transaction_id);

  reply->status = answering->status;
  reply->fail_info = answering->problem;
  reply->fail_text = g_strdup (answering->reason);
  reply->sender_nonce = draw_nonce (server);
  if (answering->message->sender_nonce != NULL)
    reply->recipient_nonce = g_bytes_ref (answering->message->sender_nonce);
  if (reply->sender_nonce == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot draw a nonce");
  else if (put_result (answering, reply, error))
    return tb_scep_message_write (reply, server->terms.key, server->terms.certificate, tb_scep_server_get_stream (server), answering->now_us, error);
  return NULL;
}

/**
 * tb_scep_server_answer:
 * @server: a server
 * @message: what a client sent by PKIOperation
 * @now_us: now, unix time in microseconds
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a CertRep, DER, also for what is refused; %NULL with %TB_CRYPTO_ERROR_MALFORMED for what has no outline that could
 *   be answered, or %TB_CRYPTO_ERROR_FAILED, also when nothing can be issued just now
 */
GBytes *
tb_scep_server_answer (TbScepServer *server, GBytes *message, gint64 now_us, GError **error)
{
  g_autoptr (TbScepMessage) read = tb_scep_message_read (server->crypto, message, error);
  TbScepAnswering answering = { .server = server, .message = read, .now_us = now_us, .problem = TB_SCEP_NO_FAILURE };
  GBytes *reply;

  if (read == NULL)
    return NULL;
  answer (&answering);
  ERR_clear_error ();
  reply = answering.failure == NULL ? write_reply (&answering, error) : NULL;
  if (answering.failure != NULL)
    g_propagate_error (error, answering.failure);
  g_clear_pointer (&answering.content, g_bytes_unref);
  g_clear_pointer (&answering.result, g_bytes_unref);
  return reply;
}
