/* tb-live-server-private: a live server, between the code that opens and closes it and the code that answers. */
#pragma once

#include "tb-live-acme.h"
#include "tb-live-authority.h"
#include "tb-live-broker.h"
#include "tb-live-notes.h"
#include "tb-live-server.h"

G_BEGIN_DECLS

#define TB_LIVE_EST_PATH  "/.well-known/est"
#define TB_LIVE_ACME_PATH "/acme"
#define TB_LIVE_SCEP_PATH "/scep"
#define TB_LIVE_OCSP_PATH "/ocsp"
#define TB_LIVE_CRL_PATH  "/crl"

#define TB_LIVE_MAX_BODY_BYTES (64 * 1024)

struct _TbLiveServer
{
  guint endpoints;
  char *urls[TB_LIVE_N_ENDPOINTS];
  TbLiveAuthority *authority;
  TbEnrolServer *enrol;
  TbLiveAcme *acme;             /* NULL where ACME is not served */
  TbLiveNotes *notes;           /* likewise */
  GArray *secrets[2];           /* (nullable) of TbLiveSecret, to be given out again */
  void (*on_report) (const TbLiveReport *report, gpointer data);
  gpointer data;

  TbLiveListener *secure;       /* HTTPS */
  TbLiveListener *plain;        /* HTTP */
  TbLiveListener *mqtt;         /* TLS that demands certificates */
  TbLiveHttp *http;
  TbLiveBroker *broker;

  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  gboolean is_up;               /* under the lock */
  GMutex lock;
  GCond changed;
};

gboolean        tb_live_server_open_ports  (TbLiveServer *server, const TbLiveServerTerms *terms, GError **error);
void            tb_live_server_start_ports (TbLiveServer *server);
void            tb_live_server_close_ports (TbLiveServer *server);
void            tb_live_server_add_secrets (TbLiveServer *server);
TbHttpResponse *tb_live_server_answer (const TbHttpRequest *request, TbLiveStream *stream, TbLiveReport *report, gpointer data);

G_END_DECLS
