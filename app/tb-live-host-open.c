/* How the live host opens an authority's folder and serves it, and what it says when that cannot be done. In the working thread, and in those of the
 * servers. */
#include "tb-live-host-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-live-lines.h"

#define SUBJECT   "CN=Live Root,O=Trustbed"
#define ADDRESS   "127.0.0.1"
#define N_PORTS   2             /* of the authority; the broker has the next one */
#define AUTHORITY ((1u << TB_LIVE_EST) | (1u << TB_LIVE_ACME) | (1u << TB_LIVE_SCEP) | (1u << TB_LIVE_OCSP) | (1u << TB_LIVE_CRL))

G_STATIC_ASSERT ((int) TB_LIVE_ADDRESS_BROKER == (int) TB_LIVE_BROKER && (int) TB_LIVE_N_ADDRESSES == (int) TB_LIVE_N_ENDPOINTS);

/**
 * tb_live_host_get_who:
 *
 * Returns: (transfer none): in whose name certificates are issued and revoked
 */
const char *
tb_live_host_get_who (void)
{
  return g_get_user_name ();
}

static gboolean
is_empty (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  return !g_file_test (folder, G_FILE_TEST_EXISTS) || (dir != NULL && g_dir_read_name (dir) == NULL);
}

/**
 * tb_live_host_open_ca:
 * @folder: of an authority, or where one shall be
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the authority, made when there was nothing
 */
TbCa *
tb_live_host_open_ca (const char *folder, GError **error)
{
  const TbCaSetup setup = { .algorithm = TB_KEY_P256, .subject = SUBJECT, .n_issuing = 1 };
  const TbCaActor actor = { tb_live_host_get_who (), g_get_real_time () };
  g_autofree char *above = g_path_get_dirname (folder);

  g_mkdir_with_parents (above, 0700);
  if (is_empty (folder) && !tb_ca_init (folder, &setup, &actor, error))
    return NULL;
  return tb_ca_open (folder, NULL, error);
}

/* In the server's thread. */
static void
on_report (const TbLiveReport *report, gpointer host)
{
  TbLiveNews *news = g_new0 (TbLiveNews, 1);

  news->kind = TB_LIVE_NEWS_REQUEST;
  news->took_us = report->took_us;
  news->protocol = report->protocol;
  news->method = g_strdup (report->method);
  news->path = g_strdup (report->path != NULL ? report->path : "");
  news->who = g_strdup (report->who);
  news->said = g_strdup (report->said);
  news->serial = g_strdup (report->serial);
  news->status = report->status;
  news->session = report->session;
  tb_live_host_post (host, news);
}

static GSocketAddress *
make_place (guint16 port)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (ADDRESS);

  return g_inet_socket_address_new (address, port);
}

/**
 * tb_live_host_serve:
 * @work: what is open
 * @job: which part, and at which port
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a server that answers
 */
TbLiveServer *
tb_live_host_serve (TbLiveWork *work, const TbLiveJob *job, GError **error)
{
  gboolean is_broker = job->part == TB_LIVE_PART_BROKER;
  g_autoptr (GSocketAddress) http = make_place (TB_LIVE_HTTP_01_PORT), tls = make_place (TB_LIVE_TLS_ALPN_01_PORT);
  const TbLiveServerTerms terms = {
    .ca = work->served[job->part], .who = tb_live_host_get_who (), .address = ADDRESS,
    .port = (guint16) (job->port == 0 ? 0 : is_broker ? job->port + N_PORTS : job->port), .endpoints = is_broker ? 1u << TB_LIVE_BROKER : AUTHORITY,
    .look_places = { [TB_ACME_HTTP_01] = http, [TB_ACME_TLS_ALPN_01] = tls }, .on_report = on_report, .data = work->host,
  };

  return tb_live_server_start (&terms, error);
}

static char *
explain_port (const GError *error, const TbLiveJob *job)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    return g_strdup_printf (_("Another program has port %u or one of the two after it. Choose another first port, or 0 for any that are free."), job->port);
  return g_strdup_printf (_("Port %u may not be opened: those below 1024 are the administrator's. Choose another first port, or 0 for any that are free."), job->port);
}

/**
 * tb_live_host_explain:
 * @error: why something could not be done
 * @job: what
 *
 * Returns: (transfer full): a sentence that says what to do
 */
char *
tb_live_host_explain (const GError *error, const TbLiveJob *job)
{
  g_autofree char *index = job->folder != NULL ? g_build_filename (job->folder, "index.sqlite", NULL) : NULL;

  if (job->kind == TB_LIVE_JOB_REVOKE)
    return g_strdup_printf (_("The certificate could not be revoked: %s"), error->message);
  if (error->domain == G_IO_ERROR && (error->code == G_IO_ERROR_ADDRESS_IN_USE || error->code == G_IO_ERROR_PERMISSION_DENIED))
    return explain_port (error, job);
  if (!is_empty (job->folder) && !g_file_test (index, G_FILE_TEST_EXISTS))
    return g_strdup_printf (_("%s holds something else than an authority. Choose an empty folder, a new one, or one that “trustbed-cli ca” has made."), job->folder);
  if (strstr (error->message, "locked") != NULL)
    return g_strdup_printf (_("Another program has locked the authority in %s. Wait until it is done, or choose another folder."), job->folder);
  return g_strdup_printf (_("It could not be started in %s: %s. Another folder may do."), job->folder, error->message);
}
