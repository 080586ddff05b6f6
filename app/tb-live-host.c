/* tb-live-host: see the header. The main thread's side: jobs go out, news come in, not more in one go than a frame has time for. */
#include "tb-live-host-private.h"

#include <glib/gi18n-lib.h>
#include <openssl/rand.h>
#include <string.h>

#include "tb-units.h"

#define NEWS_AT_ONCE   100
#define MOST_NEWS      5000     /* that wait; of requests beyond only the certificates are looked for later */
#define SECRET_BYTES   12

struct _TbLiveHost
{
  TbLiveService parent_instance;

  GThreadPool *pool;            /* of one thread; NULL once it is shut */
  TbLiveWork work;
  GAsyncQueue *news;            /* of TbLiveNews */
  guint source;                 /* under the queue's lock: what takes the news in; 0 when there are none */
  gboolean has_missed;          /* likewise: there was no room for some */
  gint64 begun_us;              /* when it was switched on first, monotonic clock */
};

G_DEFINE_FINAL_TYPE (TbLiveHost, tb_live_host, TB_TYPE_LIVE_SERVICE)

void
tb_live_job_free (TbLiveJob *job)
{
  g_free (job->folder);
  g_free (job->serial);
  g_free (job->text);
  g_free (job->name);
  g_free (job);
}

void
tb_live_news_free (TbLiveNews *news)
{
  for (guint i = 0; i < TB_LIVE_N_ADDRESSES; i++)
    g_free (news->urls[i]);
  g_clear_pointer (&news->certificate, tb_certificate_unref);
  g_free (news->problem);
  g_free (news->method);
  g_free (news->path);
  g_free (news->who);
  g_free (news->said);
  g_free (news->serial);
  g_free (news);
}

/* What is in the job is taken. */
static void
give (TbLiveHost *self, const TbLiveJob *job)
{
  TbLiveJob *own = g_memdup2 (job, sizeof *job);

  if (self->pool != NULL)
    g_thread_pool_push (self->pool, own, NULL);
  else
    tb_live_job_free (own);
}

/* --- news --- */

/* Who connects to the broker, and who leaves it. */
static void
follow_client (TbLiveHost *self, const TbLiveNews *news)
{
  if (strcmp (news->method, "CONNECT") == 0 && news->status == 200)
    tb_live_service_take_client (TB_LIVE_SERVICE (self), news->session, news->path, news->who);
  else if (strcmp (news->method, "LEAVE") == 0)
    tb_live_service_drop_client (TB_LIVE_SERVICE (self), news->session);
}

static void
take_request (TbLiveHost *self, const TbLiveNews *news)
{
  const TbLiveSaid said = { news->at_us - self->begun_us, news->took_us, news->protocol, news->method, news->path, news->who, news->status, news->said,
                            news->serial, NULL };

  if (strcmp (news->protocol, "broker") == 0)
    follow_client (self, news);
  tb_live_service_take_request (TB_LIVE_SERVICE (self), &said);
  if (*news->serial != '\0')
    give (self, &(TbLiveJob) { .kind = TB_LIVE_JOB_FIND, .serial = g_strdup (news->serial) });
}

static void
take_state (TbLiveHost *self, const TbLiveNews *news)
{
  if (news->state == TB_LIVE_ON && self->begun_us == 0)
    self->begun_us = news->at_us;
  tb_live_service_take_state (TB_LIVE_SERVICE (self), news->part, news->state);
  for (guint i = 0; i < TB_LIVE_N_ADDRESSES; i++)
    if (news->urls[i] != NULL)
      tb_live_service_take_url (TB_LIVE_SERVICE (self), (TbLiveAddress) i, news->urls[i]);
  if (news->state == TB_LIVE_ON)
    tb_live_service_take_state (TB_LIVE_SERVICE (self), news->part, news->state);
}

static void
take (TbLiveHost *self, const TbLiveNews *news)
{
  TbLiveService *service = TB_LIVE_SERVICE (self);

  switch (news->kind)
    {
    case TB_LIVE_NEWS_STATE: take_state (self, news); break;
    case TB_LIVE_NEWS_PROBLEM: tb_live_service_take_problem (service, news->problem); break;
    case TB_LIVE_NEWS_REQUEST: take_request (self, news); break;
    case TB_LIVE_NEWS_CERTIFICATE: tb_live_service_take_certificate (service, news->certificate, news->fate); break;
    case TB_LIVE_NEWS_FORGET: tb_live_service_forget_certificates (service); break;
    }
}

static gboolean
on_news (gpointer data)
{
  TbLiveHost *self = data;
  gboolean is_over, has_missed;

  for (guint i = 0; i < NEWS_AT_ONCE; i++)
    {
      TbLiveNews *news = g_async_queue_try_pop (self->news);

      if (news == NULL)
        break;
      take (self, news);
      tb_live_news_free (news);
    }
  g_async_queue_lock (self->news);
  is_over = g_async_queue_length_unlocked (self->news) <= 0;
  has_missed = is_over && self->has_missed;
  if (is_over)
    {
      self->source = 0;
      self->has_missed = FALSE;
    }
  g_async_queue_unlock (self->news);
  if (has_missed)
    give (self, &(TbLiveJob) { .kind = TB_LIVE_JOB_LIST });
  return is_over ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/**
 * tb_live_host_post:
 * @self: a host
 * @news: (transfer full): what has happened
 *
 * Tells the main thread, from any thread.
 */
void
tb_live_host_post (TbLiveHost *self, TbLiveNews *news)
{
  news->at_us = g_get_monotonic_time ();
  g_async_queue_lock (self->news);
  if (news->kind == TB_LIVE_NEWS_REQUEST && g_async_queue_length_unlocked (self->news) >= MOST_NEWS)
    {
      self->has_missed = TRUE;
      tb_live_news_free (news);
    }
  else
    g_async_queue_push_unlocked (self->news, news);
  if (self->source == 0)
    self->source = g_idle_add (on_news, self);
  g_async_queue_unlock (self->news);
}

/* --- what the service asks for --- */

static void
start (TbLiveService *service, TbLivePart part)
{
  give (TB_LIVE_HOST (service), &(TbLiveJob) { .kind = TB_LIVE_JOB_START, .part = part, .folder = g_strdup (tb_live_service_get_folder (service)),
                                               .port = tb_live_service_get_port (service) });
}

static void
stop (TbLiveService *service, TbLivePart part)
{
  give (TB_LIVE_HOST (service), &(TbLiveJob) { .kind = TB_LIVE_JOB_STOP, .part = part });
}

static void
revoke_serial (TbLiveService *service, const char *serial, const char *reason)
{
  give (TB_LIVE_HOST (service), &(TbLiveJob) { .kind = TB_LIVE_JOB_REVOKE, .serial = g_strdup (serial), .text = g_strdup (reason) });
}

static char *
make_secret (TbLiveService *service, const char *name)
{
  TbCrypto *crypto = tb_crypto_get_live (NULL);
  guint8 bytes[SECRET_BYTES];
  char *secret;

  if (crypto == NULL || RAND_bytes_ex (tb_crypto_get_libctx (crypto), bytes, sizeof bytes, 0) != 1)
    return NULL;
  secret = g_base64_encode (bytes, sizeof bytes);
  g_strdelimit (secret, "+", '-');
  g_strdelimit (secret, "/", '_');
  give (TB_LIVE_HOST (service), &(TbLiveJob) { .kind = TB_LIVE_JOB_OFFER, .name = g_strdup (name), .text = g_strdup (secret) });
  return secret;
}

/* --- the object --- */

static void
work (gpointer data, gpointer user_data)
{
  tb_live_work_do (user_data, data);
  tb_live_job_free (data);
}

/**
 * tb_live_host_shut:
 * @self: a host
 *
 * Closes all ports and connections and ends all threads. Nothing is served by it any more.
 */
void
tb_live_host_shut (TbLiveHost *self)
{
  GThreadPool *pool = g_steal_pointer (&self->pool);

  if (pool == NULL)
    return;
  g_thread_pool_free (pool, FALSE, TRUE);
  tb_live_work_end (&self->work);
  if (self->source != 0)
    g_source_remove (self->source);
  self->source = 0;
}

static void
tb_live_host_dispose (GObject *object)
{
  tb_live_host_shut (TB_LIVE_HOST (object));
  G_OBJECT_CLASS (tb_live_host_parent_class)->dispose (object);
}

static void
tb_live_host_finalize (GObject *object)
{
  g_async_queue_unref (TB_LIVE_HOST (object)->news);
  G_OBJECT_CLASS (tb_live_host_parent_class)->finalize (object);
}

static void
tb_live_host_class_init (TbLiveHostClass *klass)
{
  TbLiveServiceClass *service_class = TB_LIVE_SERVICE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_live_host_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_live_host_finalize;
  service_class->start = start;
  service_class->stop = stop;
  service_class->revoke = revoke_serial;
  service_class->make_secret = make_secret;
}

static void
tb_live_host_init (TbLiveHost *self)
{
  self->news = g_async_queue_new_full ((GDestroyNotify) tb_live_news_free);
  self->work.host = self;
  self->pool = g_thread_pool_new (work, &self->work, 1, FALSE, NULL);
}

/**
 * tb_live_host_new:
 *
 * Returns: (transfer full): a host of nothing: both parts are off
 */
TbLiveHost *
tb_live_host_new (void)
{
  return g_object_new (TB_TYPE_LIVE_HOST, NULL);
}
