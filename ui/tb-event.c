/* tb-event: which records are events for a person. See the header. Both searches walk the journal from the given time outward, so they cost
 * as much as there is between two events, however long the journal is. */
#include "tb-event.h"

typedef struct
{
  gboolean is_event;
  TbEventClass event_class;
} Row;

/* A kind that is missing here is neither stepped to nor marked. */
static const Row rows[TB_RECORD_N_KINDS] = {
  [TB_RECORD_RUN_ENDED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_COMMAND] = { TRUE, TB_EVENT_COMMAND },
  [TB_RECORD_COMMAND_REFUSED] = { TRUE, TB_EVENT_REFUSAL },
  [TB_RECORD_POWERED_ON] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_POWERED_OFF] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_CERTIFICATE_REQUESTED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_CERTIFICATE_ISSUED] = { TRUE, TB_EVENT_ISSUE },
  [TB_RECORD_CERTIFICATE_INSTALLED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_ENROLMENT_REFUSED] = { TRUE, TB_EVENT_REFUSAL },
  [TB_RECORD_POLICY_CHANGED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_CERTIFICATE_EXPIRING] = { TRUE, TB_EVENT_EXPIRY },
  [TB_RECORD_CERTIFICATE_EXPIRED] = { TRUE, TB_EVENT_EXPIRY },
  [TB_RECORD_HANDSHAKE_STARTED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_FLIGHT] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_HANDSHAKE_COMPLETED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_HANDSHAKE_REFUSED] = { TRUE, TB_EVENT_REFUSAL },
  [TB_RECORD_SESSION_CLOSED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_MESSAGE] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_PUBLISH_REFUSED] = { TRUE, TB_EVENT_REFUSAL },
  [TB_RECORD_CONNECT_REFUSED] = { TRUE, TB_EVENT_REFUSAL },
  [TB_RECORD_REPORTING_STARTED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_CREDENTIAL_SEEN] = { TRUE, TB_EVENT_EXPOSURE },
  [TB_RECORD_CERTIFICATE_REVOKED] = { TRUE, TB_EVENT_EXPIRY },
  [TB_RECORD_FORMER_REVOKED] = { TRUE, TB_EVENT_EXPIRY },
  [TB_RECORD_CERTIFICATE_RELEASED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_CRL_PUBLISHED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_CRL_FETCHED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_CRL_DELTA_FETCHED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_OCSP_ANSWERED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_OCSP_UNANSWERED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_RESPONDER_SWITCHED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_CLOCK_CHANGED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_OUTAGE] = { TRUE, TB_EVENT_EXPOSURE },
  [TB_RECORD_MISCONFIGURED] = { TRUE, TB_EVENT_EXPOSURE },
  [TB_RECORD_AUTHORITY_EXPIRED] = { TRUE, TB_EVENT_EXPIRY },
  [TB_RECORD_TICKETS_DROPPED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_ANCHOR_ADDED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_ANCHOR_REMOVED] = { TRUE, TB_EVENT_EXPIRY },
  [TB_RECORD_AUTHORITY_RETIRED] = { TRUE, TB_EVENT_EXPIRY },
  [TB_RECORD_TRUST_UPDATE_REFUSED] = { TRUE, TB_EVENT_REFUSAL },
  [TB_RECORD_TRUST_LOST] = { TRUE, TB_EVENT_EXPIRY },
  [TB_RECORD_ROGUE_REGISTRAR] = { TRUE, TB_EVENT_EXPOSURE },
  [TB_RECORD_DEVICE_CAPTURED] = { TRUE, TB_EVENT_EXPOSURE },
  [TB_RECORD_KEY_STOLEN] = { TRUE, TB_EVENT_EXPOSURE },
  [TB_RECORD_THIEF_RENEWED] = { TRUE, TB_EVENT_EXPOSURE },
  [TB_RECORD_BENCH_SIGNED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_FIRMWARE_RELEASED] = { TRUE, TB_EVENT_ISSUE },
  [TB_RECORD_FIRMWARE_OFFERED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_FIRMWARE_INSTALLED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_FIRMWARE_REFUSED] = { TRUE, TB_EVENT_REFUSAL },
  [TB_RECORD_CAMPAIGN_CHANGED] = { TRUE, TB_EVENT_EXPOSURE },
  [TB_RECORD_INFECTED] = { TRUE, TB_EVENT_EXPOSURE },
  [TB_RECORD_BOT_READY] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_ATTEMPT_REFUSED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_ATTEMPTS] = { FALSE, TB_EVENT_PLAIN },
  [TB_RECORD_CLEARED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_SURFACE_CHANGED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_QUARANTINED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_CLIENT_BARRED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_FLOOD_ORDERED] = { TRUE, TB_EVENT_EXPOSURE },
  [TB_RECORD_FLOOD_CHANGED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_LIMIT_CHANGED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_TRIAL_STARTED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_TRIAL_FLIGHT] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_TRIAL_BEHIND] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_TRIAL_COMPLETED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_TRIAL_REFUSED] = { TRUE, TB_EVENT_REFUSAL },
  [TB_RECORD_KEY_GIVEN] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_VERIFYING_CHANGED] = { TRUE, TB_EVENT_EXPOSURE },
  [TB_RECORD_LEAF_TRUSTED] = { TRUE, TB_EVENT_EXPOSURE },
  [TB_RECORD_MOVED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_DEMAND_CHANGED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_CHECK_CHANGED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_STAPLING_CHANGED] = { TRUE, TB_EVENT_PLAIN },
  [TB_RECORD_WAIVED] = { TRUE, TB_EVENT_EXPOSURE },
  [TB_RECORD_WAIVER_ENDED] = { TRUE, TB_EVENT_PLAIN },
};

/**
 * tb_event_is_step:
 * @kind: a #TbRecordKind
 *
 * Returns: whether stepping stops at such a record
 */
gboolean
tb_event_is_step (guint kind)
{
  return kind < G_N_ELEMENTS (rows) && rows[kind].is_event;
}

/**
 * tb_event_is_marked:
 * @kind: a #TbRecordKind
 *
 * Returns: whether the timeline marks such a record
 */
gboolean
tb_event_is_marked (guint kind)
{
  return tb_event_is_step (kind) && rows[kind].event_class != TB_EVENT_PLAIN;
}

/**
 * tb_event_get_class:
 * @kind: a #TbRecordKind
 *
 * Returns: the #TbEventClass it belongs to, %TB_EVENT_PLAIN for what is no event
 */
guint
tb_event_get_class (guint kind)
{
  return kind < G_N_ELEMENTS (rows) ? rows[kind].event_class : TB_EVENT_PLAIN;
}

/**
 * tb_event_find_after:
 * @journal: what happened
 * @time_us: simulated time
 * @edge_us: nothing later than this is known for certain
 *
 * Returns: when the first event after @time_us and up to @edge_us happened, or -1
 */
gint64
tb_event_find_after (TbJournal *journal, gint64 time_us, gint64 edge_us)
{
  guint64 length = tb_journal_get_length (journal);

  for (guint64 i = tb_journal_find_time (journal, time_us); i < length; i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);

      if (record->time_us > edge_us)
        break;
      if (tb_event_is_step (record->kind))
        return record->time_us;
    }
  return -1;
}

/**
 * tb_event_find_before:
 * @journal: what happened
 * @time_us: simulated time
 *
 * Returns: when the last event before @time_us happened, or -1
 */
gint64
tb_event_find_before (TbJournal *journal, gint64 time_us)
{
  for (guint64 i = tb_journal_find_time (journal, time_us - 1); i > 0; i--)
    {
      const TbRecord *record = tb_journal_get (journal, i - 1);

      if (tb_event_is_step (record->kind))
        return record->time_us;
    }
  return -1;
}
