/* tb-sentence: see the header. A row is a template whose {words} are filled in by one small function each. */
#include "tb-sentence.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-firmware-words.h"
#include "tb-state.h"
#include "tb-transcript.h"
#include "tb-units.h"

#define ANY_DETAIL (-1)
#define MAX_QUOTED 160
#define REASON_HOLD 6

typedef struct
{
  guint kind;
  int detail;           /* or ANY_DETAIL */
  const char *text;
} Row;

/* The first row that fits is taken. */
static const Row rows[] = {
  { TB_RECORD_RUN_STARTED, ANY_DETAIL, N_("The run begins, with seed {number}") },
  { TB_RECORD_RUN_ENDED, 0, N_("The run is over") },
  { TB_RECORD_RUN_ENDED, ANY_DETAIL, N_("The run stopped with a fault: {text}") },
  { TB_RECORD_COMMAND, ANY_DETAIL, N_("Command: {text}") },
  { TB_RECORD_COMMAND_REFUSED, ANY_DETAIL, N_("A command was refused: {complaint}") },
  { TB_RECORD_POWERED_ON, ANY_DETAIL, N_("{subject} was switched on") },
  { TB_RECORD_POWERED_OFF, 1, N_("{subject} starts anew: what was only in its memory is gone") },
  { TB_RECORD_POWERED_OFF, ANY_DETAIL, N_("{subject} was switched off") },
  { TB_RECORD_KEY_MADE, ANY_DETAIL, N_("{subject} has made a key pair ({algorithm}) in {duration}, modelled") },
  { TB_RECORD_CERTIFICATE_REQUESTED, 1, N_("{subject} asks {object} for its next certificate: {cause}") },
  { TB_RECORD_CERTIFICATE_REQUESTED, ANY_DETAIL, N_("{subject} asks {object} for a first certificate: {cause}") },
  { TB_RECORD_CERTIFICATE_ISSUED, ANY_DETAIL, N_("{object} has issued certificate {count} of {subject}, valid until {until}") },
  { TB_RECORD_KEY_GIVEN, TB_KEY_MAKER_FACTORY, N_("{subject} uses the key pair that its maker has put into every device of its kind") },
  { TB_RECORD_KEY_GIVEN, ANY_DETAIL, N_("{object} has made a key pair for {subject} and sends it along: {object} has had the private key") },
  { TB_RECORD_VERIFYING_CHANGED, 0, N_("{subject} no longer verifies what its peers show: it believes whoever answers") },
  { TB_RECORD_VERIFYING_CHANGED, ANY_DETAIL, N_("{subject} verifies what its peers show again") },
  { TB_RECORD_LEAF_TRUSTED, 0, N_("{subject} no longer trusts the certificate of {object} for itself") },
  { TB_RECORD_LEAF_TRUSTED, ANY_DETAIL, N_("{subject} trusts the certificate of {object} for itself from here on: nobody above it can take it back") },
  { TB_RECORD_MOVED, ANY_DETAIL, N_("{subject} is to report to {object} from here on") },
  { TB_RECORD_CERTIFICATE_INSTALLED, TB_INSTALLED_ALONE, N_("{subject} has installed its certificate alone, without those between it and the root; valid until {until}") },
  { TB_RECORD_CERTIFICATE_INSTALLED, TB_INSTALLED_BEFORE | TB_INSTALLED_ALONE, N_("{subject} goes back to the certificate before: the new one was refused") },
  { TB_RECORD_CERTIFICATE_INSTALLED, TB_INSTALLED_BEFORE, N_("{subject} goes back to the certificate before: the new one was refused") },
  { TB_RECORD_CERTIFICATE_INSTALLED, ANY_DETAIL, N_("{subject} has installed its certificate, valid until {until}") },
  { TB_RECORD_ENROLMENT_REFUSED, 1, N_("{object} did not renew the certificate of {subject}: {reason}") },
  { TB_RECORD_ENROLMENT_REFUSED, ANY_DETAIL, N_("{object} did not give {subject} a certificate: {reason}") },
  { TB_RECORD_CLOCK_CHANGED, ANY_DETAIL, N_("The clock of {subject} is {offset} from now on") },
  { TB_RECORD_OUTAGE, 1, N_("{subject} is down: nobody gets a certificate, a list or an answer from it") },
  { TB_RECORD_OUTAGE, ANY_DETAIL, N_("{subject} is up again") },
  { TB_RECORD_MISCONFIGURED, TB_MISCONFIGURED_SAN, N_("{subject} is set up wrongly: every certificate it issues from here on bears the name of its template") },
  { TB_RECORD_MISCONFIGURED, TB_MISCONFIGURED_EKU, N_("{subject} is set up wrongly: what it issues from here on is for servers, and no client may show it") },
  { TB_RECORD_MISCONFIGURED, TB_MISCONFIGURED_CHAIN, N_("{subject} is set up wrongly: it gives devices their certificates from here on without those between them and the root") },
  { TB_RECORD_MISCONFIGURED, ANY_DETAIL, N_("{subject} is set up rightly again; what it issued before stays as it is") },
  { TB_RECORD_AUTHORITY_EXPIRED, 1, N_("The issuing certificate of {subject} ends soon, {until}: with it ends everything below") },
  { TB_RECORD_AUTHORITY_EXPIRED, ANY_DETAIL, N_("The issuing certificate of {subject} has expired: nothing below it is believed until it is renewed") },
  { TB_RECORD_POLICY_CHANGED, ANY_DETAIL, N_("{subject} and its like get their certificates by another policy from here on: {text}") },
  { TB_RECORD_CERTIFICATE_EXPIRING, ANY_DETAIL, N_("The certificate of {subject} ends soon, {until}, and no renewal has come") },
  { TB_RECORD_CERTIFICATE_EXPIRED, ANY_DETAIL, N_("The certificate of {subject} has expired: whoever checks it must refuse it") },
  { TB_RECORD_HANDSHAKE_STARTED, ANY_DETAIL, N_("{subject} begins handshake {number} with {object}: {purpose}") },
  { TB_RECORD_FLIGHT, ANY_DETAIL, N_("{subject} sends flight {flight} of a handshake to {object}, {duration} on the way, modelled") },
  { TB_RECORD_HANDSHAKE_COMPLETED, TB_SESSION_RESUME, N_("{subject} and {object} have taken up an earlier session with handshake {number}: a ticket was enough, nobody looked at a certificate") },
  { TB_RECORD_HANDSHAKE_COMPLETED, TB_SESSION_IMPOSTOR, N_("{subject} has finished handshake {number} with a thief who has the key of {object}, and takes him for it") },
  { TB_RECORD_HANDSHAKE_COMPLETED, ANY_DETAIL, N_("{subject} and {object} have finished handshake {number}: from here on nobody between them can read along") },
  { TB_RECORD_HANDSHAKE_REFUSED, ANY_DETAIL, N_("{refusal}") },
  { TB_RECORD_SESSION_CLOSED, 1, N_("{object} has ended its session with {subject}") },
  { TB_RECORD_SESSION_CLOSED, ANY_DETAIL, N_("{subject} has closed its session with {object}") },
  { TB_RECORD_MESSAGE, ANY_DETAIL, N_("{subject} sends {object} a message {protection}") },
  { TB_RECORD_PUBLISH_REFUSED, ANY_DETAIL, N_("{object} refused a message of {subject} about “{text}”: this identity may not speak there") },
  { TB_RECORD_CONNECT_REFUSED, ANY_DETAIL, N_("{object} refused the MQTT connection of {subject}: {reason}") },
  { TB_RECORD_REPORTING_STARTED, ANY_DETAIL, N_("{subject} reports to {object} every {duration} from here on") },
  { TB_RECORD_REPORTING_STOPPED, ANY_DETAIL, N_("{subject} has stopped reporting") },
  { TB_RECORD_CREDENTIAL_SEEN, 1, N_("{object} has the password of {subject}: it took him for its broker and told him") },
  { TB_RECORD_CREDENTIAL_SEEN, ANY_DETAIL, N_("{object} has read the password of {subject} on the wire: it was sent in the clear") },
  { TB_RECORD_AUTHORITY_MADE, 0, N_("{subject} has a root certificate, valid until {until}: whoever trusts {subject} trusts this one") },
  { TB_RECORD_AUTHORITY_MADE, TB_DEPTH_NEXT_ROOT, N_("{subject} has a new root, valid until {until}: nobody trusts it yet") },
  { TB_RECORD_AUTHORITY_MADE, TB_DEPTH_CROSS, N_("{subject} has its new root certified by the old one: whoever trusts the old root can follow") },
  { TB_RECORD_AUTHORITY_MADE, ANY_DETAIL, N_("{subject} has an issuing certificate below its root, valid until {until}") },
  { TB_RECORD_CERTIFICATE_REVOKED, REASON_HOLD, N_("{object} holds the certificate of {subject}: not valid until it is released") },
  { TB_RECORD_CERTIFICATE_REVOKED, ANY_DETAIL, N_("{object} has revoked the certificate of {subject} ({why}): nobody knows until a list or a responder says so") },
  { TB_RECORD_FORMER_REVOKED, ANY_DETAIL, N_("{object} has revoked the certificate that {subject} had before ({why}); the one it has now stays as it is") },
  { TB_RECORD_CERTIFICATE_RELEASED, ANY_DETAIL, N_("{object} has released the certificate of {subject}: it is valid again") },
  { TB_RECORD_CRL_PUBLISHED, 1, N_("{subject} has published what has changed in its list of revoked certificates, the next is due {until}") },
  { TB_RECORD_CRL_PUBLISHED, ANY_DETAIL, N_("{subject} has published its list of revoked certificates, the next is due {until}") },
  { TB_RECORD_CRL_FETCHED, 0, N_("{subject} has fetched the list of {object} ({size}): nobody is on it, the next is due {until}") },
  { TB_RECORD_CRL_FETCHED, ANY_DETAIL, N_("{subject} has fetched the list of {object} with {entries} ({size}), the next is due {until}") },
  { TB_RECORD_CRL_DELTA_FETCHED, 0, N_("{subject} has fetched what has changed since the last list of {object} ({size}): nothing, the next is due {until}") },
  { TB_RECORD_CRL_DELTA_FETCHED, ANY_DETAIL, N_("{subject} has fetched what has changed since the last list of {object}: {entries} ({size}), the next is due {until}") },
  { TB_RECORD_OCSP_ANSWERED, 0, N_("{object} has asked about the certificate of {subject}: good, and that may be kept until {until}") },
  { TB_RECORD_OCSP_ANSWERED, 1, N_("{object} has asked about the certificate of {subject}: revoked") },
  { TB_RECORD_OCSP_ANSWERED, ANY_DETAIL, N_("{object} has asked about the certificate of {subject}: the responder does not know it") },
  { TB_RECORD_OCSP_UNANSWERED, ANY_DETAIL, N_("{object} has asked about the certificate of {subject} and waited {duration} in vain") },
  { TB_RECORD_RESPONDER_SWITCHED, 0, N_("The responder of {subject} was switched off: whoever asks gets no answer") },
  { TB_RECORD_RESPONDER_SWITCHED, ANY_DETAIL, N_("The responder of {subject} was switched on") },
  { TB_RECORD_TICKETS_DROPPED, 1, N_("{subject} has dropped all tickets, for somebody was revoked: the next handshakes are full ones") },
  { TB_RECORD_TICKETS_DROPPED, ANY_DETAIL, N_("{subject} has dropped all tickets: the next handshakes are full ones") },
  { TB_RECORD_ANCHOR_ADDED, 1, N_("{subject} has verified a signed update and trusts the new root of {object} from here on") },
  { TB_RECORD_ANCHOR_ADDED, 2, N_("{subject} has found out whom to trust: the root of {object}, from here on") },
  { TB_RECORD_ANCHOR_ADDED, ANY_DETAIL, N_("{subject} trusts the root of {object} from here on") },
  { TB_RECORD_ANCHOR_REMOVED, ANY_DETAIL, N_("{subject} no longer trusts the root of {object}: its next full handshake with whoever {object} vouches for fails") },
  { TB_RECORD_AUTHORITY_RETIRED, ANY_DETAIL, N_("{subject} has given up its old root: nobody shows anything under it any more") },
  { TB_RECORD_TRUST_UPDATE_REFUSED, ANY_DETAIL, N_("{subject} refused an update about a root: nobody it trusts has signed it") },
  { TB_RECORD_CAMPAIGN_CHANGED, 0, N_("{subject} stops looking for devices; the bots there are go on") },
  { TB_RECORD_CAMPAIGN_CHANGED, 1, N_("{subject} begins to look for devices that let anybody in") },
  { TB_RECORD_CAMPAIGN_CHANGED, ANY_DETAIL, N_("{subject} and the bots go on in another way: {text}") },
  { TB_RECORD_INFECTED, ANY_DETAIL, N_("{object} has taken {subject} over") },
  { TB_RECORD_BOT_READY, ANY_DETAIL, N_("{subject} begins to look for others like itself") },
  { TB_RECORD_ATTEMPT_REFUSED, 0, N_("{object} tries to get into {subject}: wrong password") },
  { TB_RECORD_ATTEMPT_REFUSED, 1, N_("{object} tries to get into {subject}: the port is closed") },
  { TB_RECORD_ATTEMPT_REFUSED, 2, N_("{object} tries to get into {subject}: refused without a certificate") },
  { TB_RECORD_ATTEMPT_REFUSED, 3, N_("{object} tries to get into {subject}: the hole is mended") },
  { TB_RECORD_ATTEMPT_REFUSED, 4, N_("{object} tries to get into {subject} and does not reach its network") },
  { TB_RECORD_ATTEMPT_REFUSED, ANY_DETAIL, N_("{object} tries to get into {subject}, which is taken already") },
  { TB_RECORD_CLEARED, 0, N_("{subject} has started anew and is rid of the infection, as vulnerable as before") },
  { TB_RECORD_CLEARED, ANY_DETAIL, N_("{subject} is rid of the infection for good") },
  { TB_RECORD_ATTEMPTS, 0, N_("Wrong password: {number} attempts since the last count") },
  { TB_RECORD_ATTEMPTS, 1, N_("Port closed: {number} attempts since the last count") },
  { TB_RECORD_ATTEMPTS, 2, N_("Refused without a certificate: {number} attempts since the last count") },
  { TB_RECORD_ATTEMPTS, 3, N_("The hole is mended: {number} attempts since the last count") },
  { TB_RECORD_ATTEMPTS, 4, N_("Network not reached: {number} attempts since the last count") },
  { TB_RECORD_ATTEMPTS, 5, N_("Taken already: {number} attempts since the last count") },
  { TB_RECORD_ATTEMPTS, ANY_DETAIL, N_("Nobody there: {number} attempts since the last count") },
  { TB_RECORD_SURFACE_CHANGED, TB_DEFENCE_CHANGE_CREDENTIAL, N_("{subject} has a password of its own now") },
  { TB_RECORD_SURFACE_CHANGED, TB_DEFENCE_CLOSE_TELNET, N_("{subject} no longer answers on the telnet port") },
  { TB_RECORD_SURFACE_CHANGED, TB_DEFENCE_MANAGE_OVER_TLS, N_("{subject} can be managed only by who shows a certificate that it trusts") },
  { TB_RECORD_SURFACE_CHANGED, TB_DEFENCE_SEGMENT, N_("{subject} was moved to another network") },
  { TB_RECORD_SURFACE_CHANGED, TB_DEFENCE_EGRESS, N_("The egress filter of {subject} was switched") },
  { TB_RECORD_SURFACE_CHANGED, TB_DEFENCE_PATCH, N_("The firmware of {subject} has no hole any more") },
  { TB_RECORD_SURFACE_CHANGED, ANY_DETAIL, N_("The doors of {subject} have changed") },
  { TB_RECORD_QUARANTINED, 0, N_("{subject} is out of quarantine") },
  { TB_RECORD_QUARANTINED, ANY_DETAIL, N_("{subject} is in quarantine: nobody reaches it, and it reaches nobody") },
  { TB_RECORD_CLIENT_BARRED, 0, N_("{subject} may talk to brokers again") },
  { TB_RECORD_CLIENT_BARRED, ANY_DETAIL, N_("The gateway keeps {subject} from every broker; its other doors stay as they are") },
  { TB_RECORD_FLOOD_ORDERED, 0, N_("{subject} calls the bots off {object}") },
  { TB_RECORD_FLOOD_ORDERED, ANY_DETAIL, N_("{subject} tells all bots to flood {object}") },
  { TB_RECORD_FLOOD_CHANGED, ANY_DETAIL, N_("{subject} answers {percent} of honest requests, modelled") },
  { TB_RECORD_LIMIT_CHANGED, ANY_DETAIL, N_("{subject} limits what it takes from one client") },
  { TB_RECORD_TRIAL_STARTED, ANY_DETAIL, N_("{subject} begins handshake {number} with {object} on purpose") },
  { TB_RECORD_TRIAL_FLIGHT, ANY_DETAIL, N_("{subject} sends flight {flight} of a handshake made on purpose to {object}, {duration} on the way, modelled") },
  { TB_RECORD_TRIAL_BEHIND, 1, N_("behind handshake {number}, the attacker talks to {object} in the place of {subject}") },
  { TB_RECORD_TRIAL_BEHIND, ANY_DETAIL, N_("behind handshake {number}, {object} refuses the attacker") },
  { TB_RECORD_TRIAL_COMPLETED, 1, N_("{subject} has finished handshake {number} with an attacker who passes for {object}") },
  { TB_RECORD_TRIAL_COMPLETED, 2, N_("{subject} and {object} have finished handshake {number} in less than both can, and nobody noticed") },
  { TB_RECORD_TRIAL_COMPLETED, ANY_DETAIL, N_("{subject} and {object} have finished handshake {number}, made on purpose") },
  { TB_RECORD_TRIAL_REFUSED, ANY_DETAIL, N_("{refusal}") },
  { TB_RECORD_TRUST_LOST, ANY_DETAIL, N_("{subject} is lost: it trusts only the retired root of {object}; somebody has to put the new one into it") },
  { TB_RECORD_ROGUE_REGISTRAR, 0, N_("{subject} no longer answers new devices") },
  { TB_RECORD_ROGUE_REGISTRAR, ANY_DETAIL, N_("{subject}, a stranger, answers new devices before their own authority does") },
  { TB_RECORD_DEVICE_CAPTURED, 0, N_("{subject} was reset by its owner and trusts {object} no longer: it is as it left the factory") },
  { TB_RECORD_DEVICE_CAPTURED, ANY_DETAIL, N_("{subject} is captured: it believed {object}, who answered first, and obeys nobody else from here on") },
  { TB_RECORD_KEY_STOLEN, 1, N_("{object} has copied the private key of {subject}: whoever asks him for {subject} gets proof that he is it") },
  { TB_RECORD_KEY_STOLEN, ANY_DETAIL, N_("A thief has copied the key of {subject} to {object}: for the authority he is {subject} from here on") },
  { TB_RECORD_DEMAND_CHANGED, 1, N_("{subject} demands certificates from here on: who has shown none has to come again") },
  { TB_RECORD_DEMAND_CHANGED, ANY_DETAIL, N_("{subject} takes anyone from here on and asks for no certificate") },
  { TB_RECORD_CHECK_CHANGED, TB_CHECK_CRL, N_("{subject} looks for certificates in the list of revoked ones from here on, and goes on without a list") },
  { TB_RECORD_CHECK_CHANGED, TB_CHECK_OCSP, N_("{subject} asks the responder about certificates from here on, and goes on without an answer") },
  { TB_RECORD_CHECK_CHANGED, TB_CHECK_DELTA, N_("{subject} looks for certificates in lists and what has changed since from here on, and goes on without a list") },
  { TB_RECORD_CHECK_CHANGED, TB_CHECK_STAPLE, N_("{subject} asks its broker for a staple from here on, and goes on without one") },
  { TB_RECORD_CHECK_CHANGED, TB_CHECK_CRL | TB_CHECK_HARD, N_("{subject} looks for certificates in the list of revoked ones from here on, and refuses without a list") },
  { TB_RECORD_CHECK_CHANGED, TB_CHECK_OCSP | TB_CHECK_HARD, N_("{subject} asks the responder about certificates from here on, and refuses without an answer") },
  { TB_RECORD_CHECK_CHANGED, TB_CHECK_DELTA | TB_CHECK_HARD, N_("{subject} looks for certificates in lists and what has changed since from here on, and refuses without a list") },
  { TB_RECORD_CHECK_CHANGED, TB_CHECK_STAPLE | TB_CHECK_HARD, N_("{subject} demands a staple of its broker from here on, and refuses without one") },
  { TB_RECORD_CHECK_CHANGED, ANY_DETAIL, N_("{subject} no longer asks whether certificates were revoked") },
  { TB_RECORD_STAPLING_CHANGED, 1, N_("{subject} sends the responder's answer about its own certificate along from here on") },
  { TB_RECORD_STAPLING_CHANGED, ANY_DETAIL, N_("{subject} no longer staples") },
  { TB_RECORD_WAIVED, 0, N_("{subject} is let off until {until}: {text}") },
  { TB_RECORD_WAIVED, ANY_DETAIL, N_("{subject} and its like are let off until {until}: {text}") },
  { TB_RECORD_WAIVER_ENDED, 0, N_("{subject} is let off no longer: {text}") },
  { TB_RECORD_WAIVER_ENDED, ANY_DETAIL, N_("{subject} and its like are let off no longer: {text}") },
  { TB_RECORD_THIEF_RENEWED, ANY_DETAIL, N_("The thief at {object} has renewed the certificate of {subject} with the copied key: he has one until {until}") },
  { TB_RECORD_BENCH_SIGNED, 1, N_("{subject} has signed a message on the bench, and the key of {object} verifies it") },
  { TB_RECORD_BENCH_SIGNED, ANY_DETAIL, N_("{subject} has signed a message on the bench, and the key of {object} does not verify it") },
  { TB_RECORD_FIRMWARE_RELEASED, ANY_DETAIL, N_("{subject} has firmware sent: version {count} for {devices}, {object} first") },
  { TB_RECORD_FIRMWARE_OFFERED, ANY_DETAIL, N_("{object} sends {subject} firmware version {count}, {duration} on the way, modelled") },
  { TB_RECORD_FIRMWARE_INSTALLED, TB_FIRMWARE_VERIFIED, N_("{subject} has verified firmware version {number} and installed it") },
  { TB_RECORD_FIRMWARE_INSTALLED, TB_FIRMWARE_NOT_VERIFIED, N_("{subject} has installed firmware version {number} and asked nobody who signed it") },
  { TB_RECORD_FIRMWARE_INSTALLED, TB_FIRMWARE_STOLEN, N_("{subject} has verified firmware version {number} and installed it; a thief has signed it with the maker's key") },
  { TB_RECORD_FIRMWARE_INSTALLED, ANY_DETAIL, N_("{subject} has installed firmware version {number} unasked, and should not have: {fault}") },
  { TB_RECORD_FIRMWARE_REFUSED, ANY_DETAIL, N_("{subject} refused firmware version {number}: {fault}") },
};

/* The words of RFC 5280 section 5.3.1; there is no 7. */
static const char *const revocation_reasons[] = {
  N_("no reason given"), N_("its key is in other hands"), N_("the authority's key is in other hands"), N_("its owner has changed"), N_("replaced"),
  N_("no longer in use"), N_("on hold"), NULL, N_("released"), N_("its rights were withdrawn"), N_("the attribute authority's key is in other hands"),
};

static const char *const purposes[] = {
  [TB_SESSION_ENROL] = N_("enrolment"),
  [TB_SESSION_RENEW] = N_("renewal"),
  [TB_SESSION_CONNECT] = N_("session"),
  [TB_SESSION_RESUME] = N_("resumption"),
  [TB_SESSION_TRIAL] = N_("on purpose"),
  [TB_SESSION_IMPOSTOR] = N_("session, answered by a thief"),
};

static const char *const causes[TB_CAUSE_N] = {
  [TB_CAUSE_SWITCHED_ON] = N_("it was switched on"),
  [TB_CAUSE_DUE] = N_("its policy says that it is time"),
  [TB_CAUSE_EXPIRED] = N_("the one it had has ended"),
  [TB_CAUSE_TRIED_AGAIN] = N_("the attempt before came to nothing"),
  [TB_CAUSE_ORDERED] = N_("somebody wants it"),
};

typedef struct
{
  TbFleet *fleet;
  TbJournal *journal;
  const TbRecord *record;
} Context;

typedef struct
{
  const char *word;
  char *(*fill) (const Context *context);
} Filler;

static char *
dup_name (TbFleet *fleet, guint32 object)
{
  g_autofree char *name = fleet ? tb_fleet_dup_name (fleet, object) : NULL;

  return name != NULL && *name != '\0' ? g_steal_pointer (&name) : g_strdup ("?");
}

static char *
fill_subject (const Context *context)
{
  return dup_name (context->fleet, context->record->subject);
}

static char *
fill_object (const Context *context)
{
  return dup_name (context->fleet, context->record->object);
}

static char *
fill_number (const Context *context)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, context->record->value);
}

static char *
fill_count (const Context *context)
{
  return g_strdup_printf ("%u", context->record->detail);
}

static char *
fill_cause (const Context *context)
{
  guint64 cause = (guint64) context->record->value;

  return g_strdup (cause < TB_CAUSE_N ? _(causes[cause]) : "?");
}

static char *
fill_offset (const Context *context)
{
  gint64 offset_us = context->record->value;
  g_autofree char *duration = tb_units_format_short (ABS (offset_us));

  if (offset_us == 0)
    return g_strdup (_("right"));
  return g_strdup_printf (offset_us < 0 ? _("%s behind") : _("%s ahead"), duration);
}

static char *
fill_flight (const Context *context)
{
  return g_strdup_printf ("%u", context->record->detail + 1u);
}

static char *
fill_duration (const Context *context)
{
  return tb_units_format_short (context->record->value);
}

/* Of 10000. */
static char *
fill_percent (const Context *context)
{
  return g_strdup_printf (_("%u.%02u %%"), context->record->detail / 100u, context->record->detail % 100u);
}

static char *
fill_until (const Context *context)
{
  return tb_sentence_format_moment (context->record->value);
}

static char *
fill_purpose (const Context *context)
{
  return g_strdup (tb_sentence_purpose (context->record->detail));
}

static char *
fill_algorithm (const Context *context)
{
  static const char *const names[] = { "P-256", "RSA-2048" };

  return g_strdup (context->record->detail < G_N_ELEMENTS (names) ? names[context->record->detail] : "?");
}

static char *
fill_entries (const Context *context)
{
  guint n = context->record->detail;

  return g_strdup_printf (ngettext ("%u entry", "%u entries", n), n);
}

static char *
fill_why (const Context *context)
{
  guint reason = context->record->detail;

  return g_strdup (reason < G_N_ELEMENTS (revocation_reasons) && revocation_reasons[reason] != NULL ? _(revocation_reasons[reason]) : "?");
}

static char *
fill_protection (const Context *context)
{
  gboolean is_protected = TB_DETAIL_IS_PROTECTED (context->record->detail);
  guint n_bytes = TB_DETAIL_BYTES (context->record->detail);

  return g_strdup_printf (is_protected ? ngettext ("inside TLS (%u byte on the wire, measured)", "inside TLS (%u bytes on the wire, measured)", n_bytes)
                                       : ngettext ("in the clear (%u byte on the wire, measured)", "in the clear (%u bytes on the wire, measured)", n_bytes),
                          n_bytes);
}

/* The payload as one line of text, cut where it gets long. */
static char *
dup_payload_text (const Context *context)
{
  GBytes *payload = NULL;
  g_autofree char *text = NULL;
  gsize n;
  const char *bytes;

  if (context->journal != NULL && context->record->payload != TB_NO_PAYLOAD)
    payload = tb_journal_get_payload (context->journal, context->record->payload);
  if (payload == NULL)
    return g_strdup ("");
  bytes = g_bytes_get_data (payload, &n);
  text = g_utf8_make_valid (bytes, (gssize) MIN (n, MAX_QUOTED));
  return g_strdelimit (g_strchomp (g_steal_pointer (&text)), "\n\r\t", ' ');
}

/* The journal has it in the engine's English, a name and why: the name stays, and the rest is translated where a catalogue has it. */
static char *
fill_complaint (const Context *context)
{
  g_autofree char *text = dup_payload_text (context);
  char *why = strchr (text, ' ');

  if (why == NULL || why[1] == '\0')
    return g_steal_pointer (&text);
  *why = '\0';
  return g_strdup_printf ("%s %s", text, _(why + 1));
}

static char *
fill_reason (const Context *context)
{
  g_autofree char *code = dup_payload_text (context);
  g_autofree char *subject = fill_subject (context);
  g_autofree char *object = fill_object (context);

  return tb_sentence_why_refused (code, subject, object);
}

/* Who refused whom is only in the transcript; without one the sentence stays neutral. */
static char *
fill_refusal (const Context *context)
{
  GBytes *payload = context->journal && context->record->payload != TB_NO_PAYLOAD ? tb_journal_get_payload (context->journal, context->record->payload) : NULL;
  g_autoptr (TbTranscript) transcript = payload ? tb_transcript_new_from_bytes (payload, NULL) : NULL;
  g_autofree char *client = fill_subject (context);
  g_autofree char *server = fill_object (context);
  const char *alert = tb_transcript_alert_name (context->record->detail);
  g_autofree char *why = NULL;
  gboolean by_client;

  if (transcript == NULL)
    return g_strdup_printf (_("The handshake of %s with %s was refused: %s"), client, server, alert ? alert : "?");
  by_client = tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT)->alert_sent >= 0;
  why = tb_sentence_why_refused (tb_transcript_get_reason (transcript), by_client ? server : client, by_client ? client : server);
  /* Translators: who refused whom, the name of the TLS alert, and why */
  return g_strdup_printf (_("%s refused %s: %s, %s"), by_client ? client : server, by_client ? server : client, alert ? alert : "?", why);
}

/* Why firmware was refused, or should have been. */
static char *
fill_fault (const Context *context)
{
  GBytes *payload = context->journal && context->record->payload != TB_NO_PAYLOAD ? tb_journal_get_payload (context->journal, context->record->payload) : NULL;
  g_autoptr (TbFirmwareRefusal) refusal = payload != NULL ? tb_firmware_refusal_unpack (payload) : NULL;

  return g_strdup (tb_firmware_words_for (refusal != NULL ? refusal->reason : NULL));
}

static char *
fill_size (const Context *context)
{
  GBytes *payload = context->journal && context->record->payload != TB_NO_PAYLOAD ? tb_journal_get_payload (context->journal, context->record->payload) : NULL;

  return payload != NULL ? tb_units_format_bytes (g_bytes_get_size (payload)) : g_strdup ("?");
}

static char *
fill_devices (const Context *context)
{
  guint n = (guint) context->record->value;

  return g_strdup_printf (ngettext ("%u device", "%u devices", n), n);
}

static const Filler fillers[] = {
  { "subject", fill_subject }, { "object", fill_object }, { "number", fill_number }, { "count", fill_count }, { "flight", fill_flight }, { "offset", fill_offset },
  { "cause", fill_cause },
  { "duration", fill_duration }, { "until", fill_until }, { "purpose", fill_purpose }, { "algorithm", fill_algorithm },
  { "why", fill_why }, { "entries", fill_entries }, { "protection", fill_protection }, { "text", dup_payload_text }, { "complaint", fill_complaint }, { "reason", fill_reason }, { "refusal", fill_refusal },
  { "fault", fill_fault }, { "devices", fill_devices }, { "percent", fill_percent }, { "size", fill_size },
};

static char *
fill_word (const char *word, gsize length, const Context *context)
{
  for (guint i = 0; i < G_N_ELEMENTS (fillers); i++)
    if (strlen (fillers[i].word) == length && strncmp (fillers[i].word, word, length) == 0)
      return fillers[i].fill (context);
  return g_strndup (word, length);
}

static char *
expand (const char *text, const Context *context)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *open;

  while ((open = strchr (text, '{')) != NULL && strchr (open, '}') != NULL)
    {
      const char *close = strchr (open, '}');
      g_autofree char *word = fill_word (open + 1, (gsize) (close - open - 1), context);

      g_string_append_len (out, text, open - text);
      g_string_append (out, word);
      text = close + 1;
    }
  g_string_append (out, text);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * tb_sentence_for_record:
 * @fleet: (nullable): who is there; names are question marks without it
 * @journal: (nullable): where the record's payload is
 * @record: what happened
 *
 * Returns: (transfer full): one translated sentence without a full stop, never empty
 */
char *
tb_sentence_for_record (TbFleet *fleet, TbJournal *journal, const TbRecord *record)
{
  const Context context = { fleet, journal, record };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].kind == record->kind && (rows[i].detail == ANY_DETAIL || rows[i].detail == record->detail))
      return expand (_(rows[i].text), &context);
  return g_strdup_printf (_("Something this program does not know happened (%u)"), record->kind);
}

/**
 * tb_sentence_purpose:
 * @purpose: a #TbSessionPurpose
 *
 * Returns: (transfer none): what the handshake is for, translated
 */
const char *
tb_sentence_purpose (guint purpose)
{
  return purpose < G_N_ELEMENTS (purposes) ? _(purposes[purpose]) : "?";
}
