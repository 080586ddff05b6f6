/* schedule-fixture: handshakes in every way whose key schedule is worth a look, and the schedule of each. */
#pragma once

#include "tb-schedule.h"
#include "tls-fixture.h"

typedef struct
{
  guint16 version;
  TbKeyExchange exchange;
  const char *ciphers;
  const char *client_groups;
  const char *server_groups;
  int n_hash;
} ScheduleWay;

#define N_SCHEDULE_WAYS 9
extern const ScheduleWay schedule_ways[N_SCHEDULE_WAYS];

TbTranscript         *schedule_shake   (TlsFixture *fixture, const ScheduleWay *way, GBytes **session, gboolean keeps, const char *name);
TbSchedule           *schedule_compute (TlsFixture *fixture, TbTranscript *transcript, GBytes *psk);
const TbScheduleStep *schedule_find    (const TbSchedule *schedule, const char *code);
