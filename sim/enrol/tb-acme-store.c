/* tb-acme-store: what an ACME server remembers and for how long: states and their changes, tokens, nonces, rate limits, and forgetting. */
#include "tb-acme-private.h"

#include <openssl/rand.h>
#include <string.h>

#define TOKEN_BYTES 16          /* 128 bits of chance, RFC 8555 section 8.1 */
#define NEW_LIMITS_BEFORE_SWEEP 1024
#define AUTHORIZATIONS_AN_ORDER 4

/* --- states --- */

static const char *const status_codes[TB_ACME_N_STATUSES] = { "pending", "ready", "processing", "valid", "invalid", "deactivated", "expired" };

/* RFC 8555 section 7.1.6, all four diagrams: from, to. Issuing answers at once, so an order is never seen processing. */
static const gboolean edges[TB_ACME_N_STATUSES][TB_ACME_N_STATUSES] = {
  [TB_ACME_PENDING] = { [TB_ACME_READY] = TRUE, [TB_ACME_PROCESSING] = TRUE, [TB_ACME_VALID] = TRUE, [TB_ACME_INVALID] = TRUE,
                        [TB_ACME_DEACTIVATED] = TRUE },
  [TB_ACME_READY] = { [TB_ACME_VALID] = TRUE, [TB_ACME_INVALID] = TRUE },
  [TB_ACME_PROCESSING] = { [TB_ACME_VALID] = TRUE, [TB_ACME_INVALID] = TRUE },
  [TB_ACME_VALID] = { [TB_ACME_DEACTIVATED] = TRUE, [TB_ACME_EXPIRED] = TRUE },
};

const char *
tb_acme_status_to_code (TbAcmeStatus status)
{
  return status_codes[status];
}

void
tb_acme_move (TbAcmeStatus *status, TbAcmeStatus to)
{
  if (!edges[*status][to])
    g_error ("No way from %s to %s (RFC 8555 section 7.1.6)", status_codes[*status], status_codes[to]);
  *status = to;
}

/* --- tokens and nonces --- */

/* From the stream in a seeded run, from the operating system in a live one. */
char *
tb_acme_make_token (TbAcmeServer *server, gint64 now_us)
{
  guint8 bytes[TOKEN_BYTES];
  TbJob job;
  int is_drawn;

  tb_job_enter (&job, &server->stream, now_us);
  is_drawn = RAND_bytes_ex (tb_crypto_get_libctx (server->crypto), bytes, sizeof bytes, 0);
  tb_job_leave (&job);
  if (is_drawn != 1)
    g_error ("OpenSSL has no randomness");
  return tb_base64url_encode (bytes, sizeof bytes);
}

typedef struct
{
  char *nonce;
  gint64 expires_us;
} Nonce;

static void
forget_oldest_nonce (TbAcmeServer *server)
{
  Nonce *oldest = g_queue_pop_head (&server->nonce_ages);

  g_hash_table_remove (server->nonces, oldest->nonce);
  g_free (oldest->nonce);
  g_free (oldest);
}

static void
forget_nonces (TbAcmeServer *server, gint64 now_us)
{
  for (const Nonce *oldest; (oldest = g_queue_peek_head (&server->nonce_ages)) != NULL;)
    {
      if (oldest->expires_us > now_us && server->nonce_ages.length < server->policy.max_nonces)
        break;
      forget_oldest_nonce (server);
    }
}

char *
tb_acme_make_nonce (TbAcmeServer *server, gint64 now_us)
{
  Nonce *nonce = g_new (Nonce, 1);

  forget_nonces (server, now_us);
  nonce->nonce = tb_acme_make_token (server, now_us);
  nonce->expires_us = now_us + server->policy.nonce_lifetime_us;
  g_queue_push_tail (&server->nonce_ages, nonce);
  g_hash_table_add (server->nonces, nonce->nonce);
  return g_strdup (nonce->nonce);
}

/* Whether it was given out lately; afterwards it is not any more. Its place in the queue stays until it is old. */
gboolean
tb_acme_use_nonce (TbAcmeServer *server, const char *nonce, gint64 now_us)
{
  forget_nonces (server, now_us);
  return nonce != NULL && g_hash_table_remove (server->nonces, nonce);
}

/* --- rate limits --- */

static char *
limit_key (TbAcmeLimitKind kind, const char *key)
{
  return g_strdup_printf ("%d/%s", (int) kind, key);
}

static void
free_times (gpointer times)
{
  g_queue_free_full (times, g_free);
}

static void
forget_times (GQueue *times, gint64 before_us)
{
  for (const gint64 *oldest; (oldest = g_queue_peek_head (times)) != NULL && *oldest <= before_us;)
    g_free (g_queue_pop_head (times));
}

/* RFC 8555 section 6.6: who has had enough is told when to come again. */
gboolean
tb_acme_check_limit (TbAcmeAsk *ask, TbAcmeLimitKind kind, const char *key, GError **error)
{
  static const char *const what[] = { "accounts", "orders of this account", "certificates for these names", "failed validations of this name" };
  const TbAcmeLimit *limit = &ask->server->policy.limits[kind];
  g_autofree char *whole = limit_key (kind, key);
  GQueue *times = g_hash_table_lookup (ask->server->limits, whole);

  if (limit->count == 0 || times == NULL)
    return TRUE;
  forget_times (times, ask->now_us - limit->window_us);
  if (times->length < limit->count)
    return TRUE;
  ask->retry_after_us = *(const gint64 *) g_queue_peek_nth (times, times->length - limit->count) + limit->window_us - ask->now_us;
  tb_acme_fail (error, TB_ACME_PROBLEM_RATE_LIMITED, "Too many %s: %u in %" G_GINT64_FORMAT " s are allowed", what[kind], limit->count,
                limit->window_us / G_USEC_PER_SEC);
  return FALSE;
}

static gboolean
is_forgotten (gpointer key, gpointer times, gpointer data)
{
  TbAcmeServer *server = ((TbAcmeAsk *) data)->server;

  forget_times (times, ((TbAcmeAsk *) data)->now_us - server->policy.limits[((const char *) key)[0] - '0'].window_us);
  return g_queue_is_empty (times);
}

void
tb_acme_count (TbAcmeServer *server, TbAcmeLimitKind kind, const char *key, gint64 now_us)
{
  g_autofree char *whole = limit_key (kind, key);
  GQueue *times = g_hash_table_lookup (server->limits, whole);
  TbAcmeAsk ask = { .server = server, .now_us = now_us };

  if (server->policy.limits[kind].count == 0)
    return;
  if (times == NULL)
    {
      if (g_hash_table_size (server->limits) % NEW_LIMITS_BEFORE_SWEEP == NEW_LIMITS_BEFORE_SWEEP - 1)
        g_hash_table_foreach_remove (server->limits, is_forgotten, &ask);
      times = g_queue_new ();
      g_hash_table_insert (server->limits, g_steal_pointer (&whole), times);
    }
  g_queue_push_tail (times, g_memdup2 (&now_us, sizeof now_us));
}

/* --- what is kept --- */

static void
account_free (gpointer data)
{
  TbAcmeAccount *account = data;

  g_free (account->id);
  EVP_PKEY_free (account->key);
  g_free (account->thumbprint);
  g_strfreev (account->contacts);
  g_free (account->binding);
  g_ptr_array_unref (account->orders);
  g_free (account);
}

static void
authorization_clear (gpointer data)
{
  TbAcmeAuthorization *authorization = data;

  g_free (authorization->id);
  g_free (authorization->name);
  g_ptr_array_unref (authorization->challenges);
}

void
tb_acme_authorization_unref (gpointer authorization)
{
  g_rc_box_release_full (authorization, authorization_clear);
}

TbAcmeAuthorization *
tb_acme_authorization_ref (TbAcmeAuthorization *authorization)
{
  return g_rc_box_acquire (authorization);
}

static void
order_free (gpointer data)
{
  TbAcmeOrder *order = data;

  g_free (order->id);
  g_strfreev (order->names);
  g_ptr_array_unref (order->authorizations);
  g_free (order->replaces);
  g_free (order->certificate);
  g_clear_error (&order->problem);
  g_free (order);
}

static void
certificate_free (gpointer data)
{
  TbAcmeCertificate *certificate = data;

  g_free (certificate->id);
  tb_certificate_unref (certificate->certificate);
  g_ptr_array_unref (certificate->chain);
  g_strfreev (certificate->names);
  g_free (certificate);
}

/* --- forgetting --- */

static void
forget_oldest_order (TbAcmeServer *server)
{
  char *id = g_queue_pop_head (&server->order_ages);
  TbAcmeOrder *order = g_hash_table_lookup (server->orders, id);
  guint at;

  if (g_ptr_array_find_with_equal_func (order->account->orders, id, g_str_equal, &at))
    g_ptr_array_remove_index (order->account->orders, at);
  g_hash_table_remove (server->orders, id);
}

static void
forget_authorization (TbAcmeServer *server, TbAcmeAuthorization *authorization)
{
  for (guint i = 0; i < authorization->challenges->len; i++)
    g_hash_table_remove (server->challenges, ((TbAcmeChallenge *) authorization->challenges->pdata[i])->id);
  g_queue_remove (&server->authorization_ages, authorization->id);      /* it is among the first */
  g_hash_table_remove (server->authorizations, authorization->id);
}

/* For one more order: the oldest ones go, with their authorizations. */
void
tb_acme_make_room (TbAcmeServer *server)
{
  while (server->order_ages.length >= server->policy.max_orders
         || (server->order_ages.length > 0 && g_hash_table_size (server->authorizations) >= AUTHORIZATIONS_AN_ORDER * server->policy.max_orders))
    {
      TbAcmeOrder *order = g_hash_table_lookup (server->orders, g_queue_peek_head (&server->order_ages));

      for (guint i = 0; i < order->authorizations->len; i++)
        if (g_hash_table_contains (server->authorizations, ((TbAcmeAuthorization *) order->authorizations->pdata[i])->id))
          forget_authorization (server, order->authorizations->pdata[i]);
      forget_oldest_order (server);
    }
}

static void
sweep_orders (TbAcmeServer *server, gint64 now_us)
{
  for (const char *id; (id = g_queue_peek_head (&server->order_ages)) != NULL;)
    {
      if (((TbAcmeOrder *) g_hash_table_lookup (server->orders, id))->expires_us > now_us)
        return;
      forget_oldest_order (server);
    }
}

static void
sweep_authorizations (TbAcmeServer *server, gint64 now_us)
{
  for (const char *id; (id = g_queue_peek_head (&server->authorization_ages)) != NULL;)
    {
      TbAcmeAuthorization *authorization = g_hash_table_lookup (server->authorizations, id);

      if (authorization->expires_us > now_us)
        return;
      forget_authorization (server, authorization);
    }
}

static void
sweep_certificates (TbAcmeServer *server, gint64 now_us)
{
  for (const char *id; (id = g_queue_peek_head (&server->certificate_ages)) != NULL;)
    {
      TbAcmeCertificate *certificate = g_hash_table_lookup (server->certificates, id);

      if (tb_certificate_get_not_after_us (certificate->certificate) > now_us)
        return;
      g_queue_pop_head (&server->certificate_ages);
      g_hash_table_remove (server->certificates, id);
    }
}

/* Drops what has expired, so that memory follows what is in use. Entries of one kind live about as long as each other; the oldest go first. */
void
tb_acme_sweep (TbAcmeServer *server, gint64 now_us)
{
  sweep_orders (server, now_us);
  sweep_authorizations (server, now_us);
  sweep_certificates (server, now_us);
}

void
tb_acme_store_init (TbAcmeServer *server)
{
  server->nonces = g_hash_table_new (g_str_hash, g_str_equal);
  server->binding_keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  server->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, account_free);
  server->accounts_by_key = g_hash_table_new (g_str_hash, g_str_equal);
  server->orders = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, order_free);
  server->authorizations = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, tb_acme_authorization_unref);
  server->challenges = g_hash_table_new (g_str_hash, g_str_equal);
  server->certificates = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, certificate_free);
  server->limits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_times);
}

void
tb_acme_store_clear (TbAcmeServer *server)
{
  while (!g_queue_is_empty (&server->nonce_ages))
    forget_oldest_nonce (server);
  g_queue_clear (&server->order_ages);
  g_queue_clear (&server->authorization_ages);
  g_queue_clear (&server->certificate_ages);
  g_queue_clear_full (&server->validations, g_free);
  g_hash_table_unref (server->nonces);
  g_hash_table_unref (server->binding_keys);
  g_hash_table_unref (server->orders);
  g_hash_table_unref (server->challenges);
  g_hash_table_unref (server->authorizations);
  g_hash_table_unref (server->certificates);
  g_hash_table_unref (server->accounts_by_key);
  g_hash_table_unref (server->accounts);
  g_hash_table_unref (server->limits);
}
