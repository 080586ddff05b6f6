/* What the working thread of the live host does: serves and ends, revokes, and tells what was issued to whom. */
#include "tb-live-host-private.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "tb-issue.h"

static void
post_state (TbLiveWork *work, TbLivePart part, TbLiveState state)
{
  TbLiveNews *news = g_new0 (TbLiveNews, 1);

  news->kind = TB_LIVE_NEWS_STATE;
  news->part = part;
  news->state = state;
  for (guint i = 0; i < TB_LIVE_N_ADDRESSES && state == TB_LIVE_ON; i++)
    news->urls[i] = g_strdup (tb_live_server_get_url (work->servers[part], (TbLiveEndpoint) i));
  tb_live_host_post (work->host, news);
}

static void
post_problem (TbLiveWork *work, const GError *error, const TbLiveJob *job)
{
  TbLiveNews *news = g_new0 (TbLiveNews, 1);

  news->kind = TB_LIVE_NEWS_PROBLEM;
  news->problem = tb_live_host_explain (error, job);
  tb_live_host_post (work->host, news);
}

/* --- certificates --- */

static TbLiveFate
get_fate (TbCaState state)
{
  return state == TB_CA_REVOKED ? TB_LIVE_FATE_REVOKED : state == TB_CA_HELD ? TB_LIVE_FATE_HELD : TB_LIVE_FATE_GOOD;
}

static void
post_certificate (TbLiveWork *work, const TbCaRow *row)
{
  TbLiveNews *news = g_new0 (TbLiveNews, 1);

  news->kind = TB_LIVE_NEWS_CERTIFICATE;
  news->certificate = tb_certificate_ref (row->certificate);
  news->fate = get_fate (row->state);
  tb_live_host_post (work->host, news);
}

/* The server's own certificate names this machine by its address, which nobody gets by asking. */
static gboolean
is_own (TbCertificate *certificate)
{
  return strcmp (tb_certificate_get_subject (certificate), "CN=localhost") == 0 && X509_check_ip_asc (tb_certificate_get_x509 (certificate), "127.0.0.1", 0) == 1;
}

static gboolean
is_of_client (const TbCaRow *row)
{
  static const TbCertificateProfile profiles[] = { TB_PROFILE_DEVICE, TB_PROFILE_SERVICE };

  for (guint i = 0; i < G_N_ELEMENTS (profiles) && row->certificate != NULL; i++)
    if (strcmp (tb_certificate_profile_to_code (profiles[i]), row->profile) == 0)
      return !is_own (row->certificate);
  return FALSE;
}

/* The newest come last, and stay where there are too many. */
static void
list (TbLiveWork *work)
{
  g_autoptr (GPtrArray) rows = tb_ca_list (work->ca, NULL, NULL);
  TbLiveNews *forget = g_new0 (TbLiveNews, 1);
  guint n = 0, first = rows != NULL ? rows->len : 0;

  while (first > 0 && n < TB_LIVE_MAX_CERTIFICATES)
    n += is_of_client (g_ptr_array_index (rows, --first)) ? 1 : 0;
  forget->kind = TB_LIVE_NEWS_FORGET;
  tb_live_host_post (work->host, forget);
  for (guint i = first; rows != NULL && i < rows->len; i++)
    if (is_of_client (g_ptr_array_index (rows, i)))
      post_certificate (work, g_ptr_array_index (rows, i));
}

static void
find (TbLiveWork *work, const char *serial)
{
  g_autoptr (TbCaRow) row = work->ca != NULL ? tb_ca_find (work->ca, serial, NULL) : NULL;

  if (row != NULL && row->certificate != NULL)
    post_certificate (work, row);
}

static void
revoke_serial (TbLiveWork *work, const TbLiveJob *job)
{
  const TbCaActor actor = { tb_live_host_get_who (), g_get_real_time () };
  g_autoptr (GError) error = NULL;
  TbRevocationReason reason;

  if (work->ca == NULL || !tb_revocation_reason_from_code (job->text, &reason))
    return;
  if (tb_ca_revoke (work->ca, job->serial, reason, &actor, &error))
    find (work, job->serial);
  else
    post_problem (work, error, job);
}

/* --- serving --- */

static gboolean
is_serving (TbLiveWork *work)
{
  return work->servers[TB_LIVE_PART_AUTHORITY] != NULL || work->servers[TB_LIVE_PART_BROKER] != NULL;
}

static void
close_folder (TbLiveWork *work)
{
  g_clear_pointer (&work->ca, tb_ca_close);
  g_clear_pointer (&work->folder, g_free);
}

static void
stop (TbLiveWork *work, TbLivePart part)
{
  g_clear_pointer (&work->servers[part], tb_live_server_stop);
  g_clear_pointer (&work->served[part], tb_ca_close);
}

/* While nothing is served, another folder may be chosen. */
static gboolean
open_folder (TbLiveWork *work, const char *folder, GError **error)
{
  if (work->ca != NULL && strcmp (work->folder, folder) == 0)
    return TRUE;
  close_folder (work);
  work->ca = tb_live_host_open_ca (folder, error);
  if (work->ca == NULL)
    return FALSE;
  work->folder = g_strdup (folder);
  list (work);
  return TRUE;
}

static void
start (TbLiveWork *work, const TbLiveJob *job)
{
  g_autoptr (GError) error = NULL;

  if (work->servers[job->part] == NULL && open_folder (work, job->folder, &error))
    {
      work->served[job->part] = tb_live_host_open_ca (job->folder, &error);
      work->servers[job->part] = work->served[job->part] != NULL ? tb_live_host_serve (work, job, &error) : NULL;
    }
  if (error != NULL)
    {
      stop (work, job->part);
      post_problem (work, error, job);
    }
  post_state (work, job->part, work->servers[job->part] != NULL ? TB_LIVE_ON : TB_LIVE_OFF);
}

static void
end (TbLiveWork *work, TbLivePart part)
{
  stop (work, part);
  if (!is_serving (work))
    close_folder (work);
  post_state (work, part, TB_LIVE_OFF);
}

static void
offer (TbLiveWork *work, const TbLiveJob *job)
{
  TbLiveServer *server = work->servers[TB_LIVE_PART_AUTHORITY];

  if (server == NULL)
    return;
  tb_live_server_offer (server, job->name, job->text);
  tb_live_server_offer (server, NULL, job->text);
}

/**
 * tb_live_work_do:
 * @work: what is open
 * @job: something to do
 *
 * Does it, in the working thread.
 */
void
tb_live_work_do (TbLiveWork *work, const TbLiveJob *job)
{
  switch (job->kind)
    {
    case TB_LIVE_JOB_START: start (work, job); break;
    case TB_LIVE_JOB_STOP: end (work, job->part); break;
    case TB_LIVE_JOB_REVOKE: revoke_serial (work, job); break;
    case TB_LIVE_JOB_FIND: find (work, job->serial); break;
    case TB_LIVE_JOB_LIST:
      if (work->ca != NULL)
        list (work);
      break;
    case TB_LIVE_JOB_OFFER: offer (work, job); break;
    }
}

/**
 * tb_live_work_end:
 * @work: what is open
 *
 * Closes all of it, once the working thread is gone.
 */
void
tb_live_work_end (TbLiveWork *work)
{
  for (guint i = 0; i < TB_LIVE_N_PARTS; i++)
    stop (work, (TbLivePart) i);
  close_folder (work);
}
