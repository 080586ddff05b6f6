/* tb-live-validator: looks up what a client has published to prove that it controls a name (RFC 8555 section 8, RFC 8737).
 *
 * Whatever the name, only the places given here are asked, and they are on this machine: the name travels in Host, in SNI or in the question. A look ends at a
 * deadline, and what is read is limited. What was found is judged elsewhere. */
#pragma once

#include <gio/gio.h>

#include "tb-acme-server.h"

G_BEGIN_DECLS

/**
 * TB_LIVE_LOOK_TIMEOUT_US:
 *
 * How long a look may take unless the terms say otherwise.
 */
#define TB_LIVE_LOOK_TIMEOUT_US (10 * G_USEC_PER_SEC)

/**
 * TbLiveLookTerms:
 * @places: (nullable) (array fixed-size=3): by #TbAcmeChallengeKind: a web server, a name server, a TLS server; %NULL for kinds that are not looked up
 * @timeout_us: from the beginning to the end of a look; 0: %TB_LIVE_LOOK_TIMEOUT_US
 */
typedef struct
{
  GSocketAddress *places[TB_ACME_N_CHALLENGES];
  gint64 timeout_us;
} TbLiveLookTerms;

void       tb_live_look_async  (const TbLiveLookTerms *terms, const TbAcmeValidation *validation, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
GPtrArray *tb_live_look_finish (GAsyncResult *result, GError **error);

G_END_DECLS
