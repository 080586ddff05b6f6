/* tb-scep-server-private: what the files of the SCEP server share: its state, and one request being answered. */
#pragma once

#include "tb-request.h"
#include "tb-scep-content.h"
#include "tb-scep-server.h"

G_BEGIN_DECLS

/* What is remembered at most. */
#define TB_SCEP_MAX_ORDERS 4096
#define TB_SCEP_MAX_NONCES 65536

struct _TbScepServer
{
  TbScepServerTerms terms;      /* key, certificates and arrays: references of its own */
  TbCrypto *crypto;             /* borrowed */
  TbStream stream;
  gboolean has_stream;
  TbSecretBook *secrets;
  GHashTable *orders;           /* transaction id -> link in order_queue */
  GQueue order_queue;           /* of TbScepOrder, oldest first */
  GHashTable *nonces;           /* GBytes, held by nonce_queue */
  GQueue nonce_queue;
};

/* One message being answered. A refusal is @problem with @reason; nobody refuses twice. */
typedef struct
{
  TbScepServer *server;
  TbScepMessage *message;
  GBytes *content;
  TbScepCipher cipher;
  gint64 now_us;
  TbScepStatus status;
  TbScepFailInfo problem;
  const char *reason;
  GBytes *result;               /* owned: the bundle of a success */
  GError *failure;              /* owned: what went wrong here, for which there is no word in SCEP */
} TbScepAnswering;

gboolean     tb_scep_refuse        (TbScepAnswering *answering, TbScepFailInfo problem, const char *reason);
TbStream    *tb_scep_server_get_stream (TbScepServer *server);
void         tb_scep_answer_order  (TbScepAnswering *answering);
void         tb_scep_answer_poll   (TbScepAnswering *answering);
void         tb_scep_answer_certificate (TbScepAnswering *answering);
void         tb_scep_answer_crl    (TbScepAnswering *answering);

TbScepOrder *tb_scep_orders_find   (TbScepServer *server, const char *transaction_id);
TbScepOrder *tb_scep_orders_add    (TbScepServer *server, TbScepMessage *message, const TbRequest *request, GBytes *der, gint64 now_us);
void         tb_scep_orders_remove (TbScepServer *server, const char *transaction_id);
gboolean     tb_scep_nonces_add    (TbScepServer *server, GBytes *nonce);
void         tb_scep_memory_init   (TbScepServer *server);
void         tb_scep_memory_clear  (TbScepServer *server);

G_END_DECLS
