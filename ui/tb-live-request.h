/* tb-live-request: one thing a real client asked of the live authority or its broker, and what it was answered, in words. A row of a list; knows no
 * server. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TbLiveSaid:
 * @since_us: when, since the authority was switched on
 * @took_us: how long the answer took; 0 when nobody measured it
 * @protocol: `est`, `acme`, `scep`, `ocsp`, `crl`, `broker`, "" for none
 * @method: of the request, or what a client of the broker did
 * @path: of the request, or what it was about
 * @who: whom the client proved to be, "" for nobody
 * @status: of HTTP; 0 when there was no answer
 * @said: (nullable): why it was refused, in the words that the client got
 * @serial: of the certificate that was issued, "" for none
 * @subject: (nullable): whom that certificate names
 *
 * What is known of a request. All of it is borrowed.
 */
typedef struct
{
  gint64 since_us;
  gint64 took_us;
  const char *protocol;
  const char *method;
  const char *path;
  const char *who;
  guint status;
  const char *said;
  const char *serial;
  const char *subject;
} TbLiveSaid;

#define TB_TYPE_LIVE_REQUEST (tb_live_request_get_type ())
G_DECLARE_FINAL_TYPE (TbLiveRequest, tb_live_request, TB, LIVE_REQUEST, GObject)

/* Properties: time, protocol, request, detail, who, answer, icon-name, sentence (s), css-classes (as). They never change. */
TbLiveRequest *tb_live_request_new         (const TbLiveSaid *said);
gboolean       tb_live_request_is_refused  (TbLiveRequest *self);
gboolean       tb_live_request_used_secret (TbLiveRequest *self, const char *name);       /* of that name, for a certificate */

G_END_DECLS
