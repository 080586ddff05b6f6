/* tb-live-http: HTTP on streams that a listener has accepted, by libsoup: each request becomes data, a function answers it, the answer goes back.
 *
 * libsoup by itself takes any body and waits for ever. Here a head and a body have limits that hold as the bytes arrive, and whoever goes beyond them, or
 * is late, is told so and let go. */
#pragma once

#include "tb-http.h"
#include "tb-live-stream.h"

G_BEGIN_DECLS

/**
 * TbLiveReport:
 * @method: of the request, "" when there was none
 * @path: of the request
 * @protocol: stable name of what it was for: `est`, `acme`, `scep`, `ocsp`, `crl`, `broker`, "" for nothing
 * @who: whom the client proved to be: subject of its certificate or user; "" for nobody
 * @status: of HTTP; 0 when there was no answer
 * @took_us: from the head's arrival to the end of the answer
 * @n_read: bytes that came in, inside TLS
 * @n_written: bytes that went out
 * @serial: number of the certificate that was issued, "" for none
 * @said: (nullable): where the answer is a refusal, its reason in words, as the client was told; by SCEP with a status of 200
 * @session: number of the broker's connection that it came on; 0 where there is no broker
 *
 * One request, once it is over.
 */
typedef struct
{
  char *method;
  char *path;
  const char *protocol;
  char *who;
  guint status;
  gint64 took_us;
  guint64 n_read;
  guint64 n_written;
  char *serial;
  char *said;
  guint64 session;
} TbLiveReport;

/**
 * TbLiveHandle:
 * @request: a whole request
 * @stream: where it came from
 * @report: to be filled in: what it was for, who asked, what was issued
 * @data: as given
 *
 * Returns: (transfer full): the answer
 */
typedef TbHttpResponse *(*TbLiveHandle) (const TbHttpRequest *request, TbLiveStream *stream, TbLiveReport *report, gpointer data);

/**
 * TbLiveHttpTerms:
 * @max_body_bytes: the most a body may have
 * @handle: what answers
 * @on_report: (nullable): what is told of requests that are over; the report is borrowed
 * @data: for both
 */
typedef struct
{
  gsize max_body_bytes;
  TbLiveHandle handle;
  void (*on_report) (const TbLiveReport *report, gpointer data);
  gpointer data;
} TbLiveHttpTerms;

typedef struct _TbLiveHttp TbLiveHttp;

TbLiveHttp *tb_live_http_new      (const TbLiveHttpTerms *terms);
void        tb_live_http_free     (TbLiveHttp *http);
void        tb_live_http_serve    (TbLiveStream *stream, gpointer http);       /* for a listener: on_accepted */
void        tb_live_http_let_go   (TbLiveStream *stream, gpointer http);       /* for a listener: on_late */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLiveHttp, tb_live_http_free)

G_END_DECLS
