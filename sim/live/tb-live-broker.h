/* tb-live-broker: a broker that real clients reach with what the live authority gave them: MQTT 3.1.1 inside TLS that demands their certificate.
 *
 * Small on purpose: messages are passed on with quality of service 0 to whoever has subscribed, nothing is kept. Who may come is all that matters here: a
 * client whose certificate is revoked while it is connected is let go with its next packet. */
#pragma once

#include "tb-live-authority.h"
#include "tb-live-http.h"

G_BEGIN_DECLS

/**
 * TbLiveBrokerTerms:
 * @authority: whose clients are let in
 * @on_report: (nullable): what is told of connections, messages and subscriptions: the status is 200 for what was accepted, 403 for what was not. Whoever was let in is
 *   told of once more when it leaves: `LEAVE`, 403 when it was sent away
 * @data: for it
 */
typedef struct
{
  TbLiveAuthority *authority;
  void (*on_report) (const TbLiveReport *report, gpointer data);
  gpointer data;
} TbLiveBrokerTerms;

typedef struct _TbLiveBroker TbLiveBroker;

TbLiveBroker *tb_live_broker_new   (const TbLiveBrokerTerms *terms);
void          tb_live_broker_free  (TbLiveBroker *broker);
void          tb_live_broker_serve (TbLiveStream *stream, gpointer broker);      /* for a listener: on_accepted */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLiveBroker, tb_live_broker_free)

G_END_DECLS
