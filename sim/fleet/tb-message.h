/* tb-message: what devices say once connected, as payloads of the journal.
 *
 * A message is its plaintext plus which session and which record of it carried it, so that the bytes on the wire can be made again
 * at any time. A series is the rule from which routine reports follow: report k leaves at first + k * interval. */
#pragma once

#include <gio/gio.h>

#include "tb-fleet.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

/**
 * TbMessageInfo:
 * @transcript: payload of the handshake that protects it, or %TB_NO_PAYLOAD in the clear
 * @sequence: record sequence number of its sender in that session
 * @from: which side of the session sent it
 * @plain: (transfer full): what was said
 */
typedef struct
{
  guint32 transcript;
  guint32 sequence;
  TbSide from;
  GBytes *plain;
} TbMessageInfo;

/**
 * TbSeries:
 * @transcript: payload of the session, or %TB_NO_PAYLOAD in the clear
 * @first_sequence: record sequence number of report 0
 * @first_us: when report 0 leaves
 * @first_report: number of report 0 in the device's own count, which decides its content
 */
typedef struct
{
  guint32 transcript;
  guint32 first_sequence;
  gint64 first_us;
  guint64 first_report;
} TbSeries;

GBytes  *tb_message_encode       (const TbMessageInfo *message);
gboolean tb_message_decode       (GBytes *payload, TbMessageInfo *message);
GBytes  *tb_series_encode        (const TbSeries *series);
gboolean tb_series_decode        (GBytes *payload, TbSeries *series);
char    *tb_message_dup_topic     (GBytes *payload);   /* of an MQTT PUBLISH */
gboolean tb_message_holds_private_key (GBytes *payload); /* of an enrolment with a key that the authority has made */
GBytes  *tb_message_make_report  (TbFleet *fleet, guint64 seed, guint32 object, guint64 report);   /* MQTT PUBLISH of report number @report */

G_END_DECLS
