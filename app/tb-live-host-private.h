/* tb-live-host-private: what goes between the main thread and the one that works: jobs there, news back.
 *
 * One thread does the jobs in the order they came; it alone touches what is in TbLiveWork. News come from it and from the threads of the servers. */
#pragma once

#include "tb-live-host.h"

#include "tb-ca-list.h"
#include "tb-live-server.h"

G_BEGIN_DECLS

typedef enum
{
  TB_LIVE_JOB_START,
  TB_LIVE_JOB_STOP,
  TB_LIVE_JOB_REVOKE,
  TB_LIVE_JOB_FIND,             /* a certificate that was issued */
  TB_LIVE_JOB_LIST,             /* all of them */
  TB_LIVE_JOB_OFFER,
} TbLiveJobKind;

/**
 * TbLiveJob:
 *
 * Something to do. What is not needed for its kind is %NULL or 0; texts are owned.
 */
typedef struct
{
  TbLiveJobKind kind;
  TbLivePart part;
  char *folder;
  guint port;
  char *serial;
  char *text;                   /* code of a reason, or a secret */
  char *name;
} TbLiveJob;

typedef enum
{
  TB_LIVE_NEWS_STATE,
  TB_LIVE_NEWS_PROBLEM,
  TB_LIVE_NEWS_REQUEST,
  TB_LIVE_NEWS_CERTIFICATE,
  TB_LIVE_NEWS_FORGET,          /* the list of certificates begins anew */
} TbLiveNewsKind;

/**
 * TbLiveNews:
 *
 * Something that has happened. What is not needed for its kind is %NULL or 0; everything is owned but the protocol, which is static.
 */
typedef struct
{
  TbLiveNewsKind kind;
  TbLivePart part;
  TbLiveState state;
  char *urls[TB_LIVE_N_ADDRESSES];
  char *problem;
  TbCertificate *certificate;
  TbLiveFate fate;

  /* a request */
  gint64 at_us;                 /* of the monotonic clock */
  gint64 took_us;
  const char *protocol;
  char *method;
  char *path;
  char *who;
  char *said;
  char *serial;
  guint status;
  guint64 session;
} TbLiveNews;

/**
 * TbLiveWork:
 *
 * What the working thread has open: the folder for itself, and for each server once more.
 */
typedef struct
{
  TbLiveHost *host;             /* borrowed: outlives the thread */
  char *folder;
  TbCa *ca;
  TbCa *served[TB_LIVE_N_PARTS];
  TbLiveServer *servers[TB_LIVE_N_PARTS];
} TbLiveWork;

/* tb-live-host: from any thread; takes the news */
void tb_live_host_post      (TbLiveHost *self, TbLiveNews *news);
void tb_live_news_free      (TbLiveNews *news);
void tb_live_job_free       (TbLiveJob *job);

/* tb-live-host-work: in the working thread */
void tb_live_work_do        (TbLiveWork *work, const TbLiveJob *job);
void tb_live_work_end       (TbLiveWork *work);

/* tb-live-host-open */
TbCa         *tb_live_host_open_ca (const char *folder, GError **error);
TbLiveServer *tb_live_host_serve   (TbLiveWork *work, const TbLiveJob *job, GError **error);
char         *tb_live_host_explain (const GError *error, const TbLiveJob *job);
const char   *tb_live_host_get_who (void);

G_END_DECLS
