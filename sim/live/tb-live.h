/* tb-live: handshakes with real programs on this machine, one after another.
 *
 * Not a part of any run: keys come from the operating system, times are those of the clock, nothing is repeatable. What was said becomes a transcript like
 * any other. A peer gets a deadline and a number of bytes, and no more. */
#pragma once

#include "tb-half.h"
#include "tb-live-place.h"

G_BEGIN_DECLS

/**
 * TB_LIVE_MAX_CONVERSATIONS:
 *
 * After so many a listener has had enough.
 */
#define TB_LIVE_MAX_CONVERSATIONS 10000

/**
 * TB_LIVE_MAX_BYTES:
 *
 * What a peer may say at most unless the terms say otherwise: ten chains of the largest size that OpenSSL takes.
 */
#define TB_LIVE_MAX_BYTES (1024 * 1024)

/**
 * TbLiveEnd:
 * @TB_LIVE_SAID: everything was said, whatever the verdict
 * @TB_LIVE_HUNG_UP: the peer closed the connection before the handshake was done
 * @TB_LIVE_TIMED_OUT: it did not get done in time
 * @TB_LIVE_TOO_MUCH: it said more than it may
 * @TB_LIVE_STOPPED: we were told to stop
 *
 * How a conversation ended.
 */
typedef enum { TB_LIVE_SAID, TB_LIVE_HUNG_UP, TB_LIVE_TIMED_OUT, TB_LIVE_TOO_MUCH, TB_LIVE_STOPPED } TbLiveEnd;

/**
 * TbLiveTerms:
 * @endpoint: our side, with live keys
 * @identity: (nullable): a client's own; a server's is in @endpoint
 * @host: (nullable): whom a client asks for
 * @place: where to listen, or to connect to
 * @n_conversations: how many; 0: until stopped, %TB_LIVE_MAX_CONVERSATIONS at most
 * @timeout_us: from the connection to the end of the handshake
 * @max_bytes: what a peer may say; 0: %TB_LIVE_MAX_BYTES
 */
typedef struct
{
  TbEndpoint *endpoint;
  TbIdentity *identity;
  const char *host;
  GSocketAddress *place;
  guint n_conversations;
  gint64 timeout_us;
  gsize max_bytes;
} TbLiveTerms;

/**
 * TbLiveConversation:
 * @transcript: what was said
 * @end: how it ended
 * @trouble: what OpenSSL found wrong, "" when nothing
 * @unix_us: when it began
 * @client_port: the client's port
 */
typedef struct
{
  TbTranscript *transcript;
  TbLiveEnd end;
  const char *trouble;
  gint64 unix_us;
  guint16 client_port;
} TbLiveConversation;

/**
 * TbLiveWatch:
 * @ready: (nullable): called when a client may come, with the place it really is
 * @done: called after each conversation; what it is given is gone afterwards
 * @user_data: for both
 */
typedef struct
{
  void (*ready) (GSocketAddress *place, gpointer user_data);
  void (*done) (const TbLiveConversation *conversation, gpointer user_data);
  gpointer user_data;
} TbLiveWatch;

gboolean    tb_live_listen      (const TbLiveTerms *terms, const TbLiveWatch *watch, GCancellable *cancellable, GError **error);
gboolean    tb_live_connect     (const TbLiveTerms *terms, const TbLiveWatch *watch, GCancellable *cancellable, GError **error);
const char *tb_live_end_to_code (TbLiveEnd end);

G_END_DECLS
