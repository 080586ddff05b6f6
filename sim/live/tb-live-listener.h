/* tb-live-listener: a port on loopback: accepts connections, not more at once than it may, and gives none of them longer than the others.
 *
 * What it accepts it hands to whoever serves, as streams. Nobody is waited for: a connection has a deadline from the moment it is accepted until the
 * end of its request, and again for each request that follows. Where there are too many, those that have said nothing go first. */
#pragma once

#include "tb-live-stream.h"

G_BEGIN_DECLS

/**
 * TbLiveLimits:
 * @max_connections: how many at once; 0: 256
 * @deadline_us: from accept to the end of a request, and from there to the end of the next; 0: 10 s
 *
 * What clients may take.
 */
typedef struct
{
  guint max_connections;
  gint64 deadline_us;
} TbLiveLimits;

/**
 * TbLiveListenerTerms:
 * @place: where; port 0 is any that is free
 * @crypto: whose certificates the clients' are
 * @context: (nullable): for TLS
 * @limits: what clients may take
 * @on_accepted: what serves a connection
 * @on_late: (nullable): what is called when the deadline has passed; may say last words
 * @data: for both
 */
typedef struct
{
  GSocketAddress *place;
  TbCrypto *crypto;
  SSL_CTX *context;
  TbLiveLimits limits;
  TbLiveStreamNotice on_accepted;
  TbLiveStreamNotice on_late;
  gpointer data;
} TbLiveListenerTerms;

typedef struct _TbLiveListener TbLiveListener;

TbLiveListener *tb_live_listener_new       (const TbLiveListenerTerms *terms, GError **error);
void            tb_live_listener_start     (TbLiveListener *listener);
void            tb_live_listener_free      (TbLiveListener *listener);
GSocketAddress *tb_live_listener_get_place (TbLiveListener *listener);
guint           tb_live_listener_get_n     (TbLiveListener *listener);

/* For whoever serves a stream that was accepted. */
void            tb_live_listener_set_busy  (TbLiveStream *stream, gboolean is_busy);
void            tb_live_listener_begin_anew (TbLiveStream *stream, gint64 deadline_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLiveListener, tb_live_listener_free)

G_END_DECLS
