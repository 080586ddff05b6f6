/* tb-clock: the clock seam.
 *
 * OpenSSL reads the wall clock on its own account (tickets, timers, validity checks). This file defines time() and gettimeofday() for the whole
 * program: inside a job they tell the job's simulated time, elsewhere the real one. The functions that enter and leave a job live here too, so
 * that every program that does cryptography has this object linked in. */
#include "tb-crypto-private.h"

#include <sys/time.h>
#include <time.h>

static __thread TbJob *current_job;

/**
 * tb_job_enter:
 * @job: (out caller-allocates): storage for the job, good until [func@job_leave]
 * @stream: (nullable): what the seeded context draws from; %NULL for none, drawing then fails
 * @unix_us: the time OpenSSL is to believe in, in microseconds since 1970-01-01T00:00:00Z
 *
 * Begins a job on the current thread, within the one it was doing.
 */
void
tb_job_enter (TbJob *job, TbStream *stream, gint64 unix_us)
{
  job->outer = current_job;
  job->stream = stream;
  job->unix_us = unix_us;
  current_job = job;
}

/* A job that changes only what is drawn from: the time stays that of the job around it, or the real one. */
void
tb_job_enter_stream (TbJob *job, TbStream *stream)
{
  tb_job_enter (job, stream, current_job != NULL ? current_job->unix_us : TB_JOB_REAL_TIME);
}

/**
 * tb_job_leave:
 * @job: the job entered last on this thread
 *
 * Ends a job; the one around it, if any, goes on.
 */
void
tb_job_leave (TbJob *job)
{
  g_assert (current_job == job);
  current_job = job->outer;
}

TbJob *
tb_job_get_current (void)
{
  return current_job;
}

static struct timespec
tell_time (void)
{
  struct timespec now;

  if (current_job == NULL || current_job->unix_us == TB_JOB_REAL_TIME)
    clock_gettime (CLOCK_REALTIME, &now);
  else
    {
      now.tv_sec = (time_t) tb_floor_seconds (current_job->unix_us);
      now.tv_nsec = (long) (current_job->unix_us - (gint64) now.tv_sec * G_USEC_PER_SEC) * 1000;
    }
  return now;
}

time_t
time (time_t *seconds)
{
  struct timespec now = tell_time ();

  if (seconds != NULL)
    *seconds = now.tv_sec;
  return now.tv_sec;
}

int
gettimeofday (struct timeval *restrict tv, void *restrict zone)
{
  struct timespec now = tell_time ();

  tv->tv_sec = now.tv_sec;
  tv->tv_usec = now.tv_nsec / 1000;
  return 0;
}
