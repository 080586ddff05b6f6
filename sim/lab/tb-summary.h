/* tb-summary: a whole run in figures. */
#pragma once

#include "tb-run.h"

G_BEGIN_DECLS

/**
 * TbReasonCount:
 * @reason: stable code of why handshakes were refused
 * @count: how many
 */
typedef struct
{
  char *reason;
  guint64 count;
} TbReasonCount;

/**
 * TbSummary:
 * @simulated_us: how far the run is
 * @journal_sha256: over records and payloads; @outcome_sha256 over records alone
 * @devices: how many
 * @certificates_issued: services' included; @renewals of them
 * @handshakes_ok, @handshakes_refused: finished ones
 * @by_reason: (element-type TbReasonCount): of the refused, by reason
 * @bytes_plain, @bytes_protected: of application messages on the wire; @bytes_handshakes of handshakes, measured
 * @credentials_seen: devices whose password somebody read
 * @publishes_refused: messages the broker did not take
 * @by_census: devices by how they are in an outbreak; @ever_infected were taken at some time, @peak_infected at most at a time, @infections how often
 *   any was; @bots probe at the end; @attempts that were refused, by #TbOutbreakRefusal, the last met nobody; what was done to @defended devices
 * @firmware_refused: images that devices did not install; @firmware how far the updates are
 */
typedef struct
{
  gint64 simulated_us;
  guint64 n_records;
  char *journal_sha256;
  char *outcome_sha256;
  guint32 devices;
  guint64 certificates_issued;
  guint64 renewals;
  guint64 handshakes_ok;
  guint64 handshakes_refused;
  GArray *by_reason;
  guint64 bytes_plain;
  guint64 bytes_protected;
  guint64 bytes_handshakes;
  guint64 credentials_seen;
  guint64 publishes_refused;
  guint64 commands_refused;
  guint64 firmware_refused;
  TbFirmwareUpdates firmware;
  guint32 by_identity[TB_IDENTITY_N_STATES];
  guint32 by_health[TB_HEALTH_N_STATES];
  guint32 by_census[TB_N_CENSUS];
  guint32 bots;
  guint32 ever_infected;
  guint32 peak_infected;
  guint32 generations;
  guint64 infections;
  guint64 attempts[TB_REFUSAL_N + 1];
  guint32 defended[TB_DEFENCE_N];
} TbSummary;

TbSummary *tb_summary_new  (TbRun *run);
void       tb_summary_free (TbSummary *summary);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSummary, tb_summary_free)

G_END_DECLS
