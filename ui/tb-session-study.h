/* tb-session-study: what there is to know of a handshake besides what was said: its key schedule, what each leak would open, what it costs every class of
 * device, and, where it was made on purpose, every check that was made and what an attacker said behind it.
 *
 * All of it takes cryptography, so it is found out on a thread of its own; then it never changes. Knows no widget. */
#pragma once

#include <gio/gio.h>

#include "tb-cost-catalog.h"
#include "tb-opening.h"
#include "tb-reach.h"
#include "tb-run.h"
#include "tb-session-item.h"
#include "tb-trial.h"

G_BEGIN_DECLS

#define TB_N_LEAKS (TB_LEAK_TICKET_KEY + 1)

/**
 * TbSessionStudy:
 * @number: of the handshake
 * @transcript: what was said
 * @schedule: (nullable): its secrets
 * @problem: (nullable): why there are none, a sentence
 * @openings: (nullable): what each #TbLeak opens; %NULL where the lab does not have that key
 * @trial: (nullable): what was made on purpose
 * @catalog: (nullable): devices and links
 * @costs: (element-type TbCostRow): what it costs the client, for each of them
 */
typedef struct
{
  guint32 number;
  TbTranscript *transcript;
  TbSchedule *schedule;
  char *problem;
  TbOpening *openings[TB_N_LEAKS];
  TbTrial *trial;
  const TbCostCatalog *catalog;
  GArray *costs;
} TbSessionStudy;

void            tb_session_study_async  (TbSessionItem *session, TbRun *run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
TbSessionStudy *tb_session_study_finish (GAsyncResult *result, GError **error);
void            tb_session_study_free   (TbSessionStudy *study);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSessionStudy, tb_session_study_free)

G_END_DECLS
