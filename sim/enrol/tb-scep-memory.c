/* tb-scep-memory: what a SCEP server remembers: orders, one-time secrets and nonces it has seen, each only so many. */
#include "tb-scep-server-private.h"

static void
order_free (TbScepOrder *order)
{
  g_free (order->transaction_id);
  g_free (order->subject);
  g_free (order->user);
  g_bytes_unref (order->request);
  tb_certificate_unref (order->signer);
  g_clear_pointer (&order->certificate, tb_certificate_unref);
  g_free (order);
}

void
tb_scep_memory_init (TbScepServer *server)
{
  server->secrets = server->terms.secrets != NULL ? tb_secret_book_ref (server->terms.secrets) : tb_secret_book_new ();
  server->orders = g_hash_table_new (g_str_hash, g_str_equal);
  server->nonces = g_hash_table_new (g_bytes_hash, g_bytes_equal);
  g_queue_init (&server->order_queue);
  g_queue_init (&server->nonce_queue);
}

void
tb_scep_memory_clear (TbScepServer *server)
{
  tb_secret_book_unref (server->secrets);
  g_hash_table_unref (server->orders);
  g_hash_table_unref (server->nonces);
  g_queue_clear_full (&server->order_queue, (GDestroyNotify) order_free);
  g_queue_clear_full (&server->nonce_queue, (GDestroyNotify) g_bytes_unref);
}

/* --- orders --- */

/* Returns: (transfer none) (nullable) */
TbScepOrder *
tb_scep_orders_find (TbScepServer *server, const char *transaction_id)
{
  GList *link = g_hash_table_lookup (server->orders, transaction_id);

  return link != NULL ? link->data : NULL;
}

void
tb_scep_orders_remove (TbScepServer *server, const char *transaction_id)
{
  GList *link = g_hash_table_lookup (server->orders, transaction_id);

  if (link == NULL)
    return;
  g_hash_table_remove (server->orders, transaction_id);
  order_free (link->data);
  g_queue_delete_link (&server->order_queue, link);
}

static char *
describe (const TbRequest *request)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  char *bytes = NULL;
  long n = 0;

  if (X509_NAME_print_ex (out, X509_REQ_get_subject_name (request->x509), 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0)
    n = BIO_get_mem_data (out, &bytes);
  return n > 0 ? g_utf8_make_valid (bytes, n) : g_strdup ("");
}

/* What nobody waits for goes first, and what somebody waits for is never pushed out by who came later. */
static gboolean
make_room (TbScepServer *server)
{
  GList *link = server->order_queue.head;

  if (server->order_queue.length < TB_SCEP_MAX_ORDERS)
    return TRUE;
  while (link != NULL && ((TbScepOrder *) link->data)->state == TB_SCEP_ORDER_WAITING)
    link = link->next;
  if (link == NULL)
    return FALSE;
  tb_scep_orders_remove (server, ((TbScepOrder *) link->data)->transaction_id);
  return TRUE;
}

/* Instead of the order with that number, if there is one. Returns: (transfer none) (nullable): the order; %NULL when too many wait */
TbScepOrder *
tb_scep_orders_add (TbScepServer *server, TbScepMessage *message, const TbRequest *request, GBytes *der, gint64 now_us)
{
  TbScepOrder *order;

  tb_scep_orders_remove (server, message->transaction_id);
  if (!make_room (server))
    return NULL;
  order = g_new0 (TbScepOrder, 1);
  order->transaction_id = g_strdup (message->transaction_id);
  order->type = message->type;
  order->request = g_bytes_ref (der);
  order->subject = describe (request);
  order->signer = tb_certificate_ref (message->signer);
  order->asked_us = now_us;
  g_queue_push_tail (&server->order_queue, order);
  g_hash_table_insert (server->orders, order->transaction_id, server->order_queue.tail);
  return order;
}

/**
 * tb_scep_server_list_orders:
 * @server: a server
 *
 * Returns: (transfer container) (element-type TbScepOrder): what is remembered, good until the next message
 */
GPtrArray *
tb_scep_server_list_orders (TbScepServer *server)
{
  GPtrArray *all = g_ptr_array_new ();

  for (GList *link = server->order_queue.head; link != NULL; link = link->next)
    g_ptr_array_add (all, link->data);
  return all;
}

/**
 * tb_scep_server_decide:
 * @server: a server
 * @transaction_id: of an order that waits
 * @is_approved: whether it is to be granted
 *
 * The client learns of it when it polls.
 *
 * Returns: %FALSE when no such order waits
 */
gboolean
tb_scep_server_decide (TbScepServer *server, const char *transaction_id, gboolean is_approved)
{
  TbScepOrder *order = tb_scep_orders_find (server, transaction_id);

  if (order == NULL || order->state != TB_SCEP_ORDER_WAITING)
    return FALSE;
  order->state = is_approved ? TB_SCEP_ORDER_APPROVED : TB_SCEP_ORDER_REFUSED;
  return TRUE;
}

/* --- nonces --- */

/* Returns: %FALSE when it was seen before */
gboolean
tb_scep_nonces_add (TbScepServer *server, GBytes *nonce)
{
  if (g_hash_table_contains (server->nonces, nonce))
    return FALSE;
  if (server->nonce_queue.length >= TB_SCEP_MAX_NONCES)
    {
      g_autoptr (GBytes) oldest = g_queue_pop_head (&server->nonce_queue);

      g_hash_table_remove (server->nonces, oldest);
    }
  g_queue_push_tail (&server->nonce_queue, g_bytes_ref (nonce));
  return g_hash_table_add (server->nonces, nonce);
}

/* --- secrets --- */

/**
 * tb_scep_server_add_secret:
 * @server: a server
 * @secret: a challenge password that is good for one certificate
 * @common_name: (nullable): for whom, %NULL for whoever comes
 * @until_us: for how long, unix time; %G_MAXINT64 for ever
 *
 * A new secret for the same name takes the place of the old one. Of too many the new one is dropped.
 */
void
tb_scep_server_add_secret (TbScepServer *server, const char *secret, const char *common_name, gint64 until_us)
{
  tb_secret_book_add (server->secrets, common_name, secret, until_us);
}
