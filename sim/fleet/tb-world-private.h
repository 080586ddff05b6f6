/* tb-world-private: what the files of the engine share, and nobody else sees.
 *
 * tb-world runs the queue and writes records; tb-service sets up authorities and brokers; tb-lifecycle says when devices want certificates, by tb-policy, tb-enrolment gets them and tb-desk gives them, tb-challenge proves names, tb-factory is whom makers vouch for;
 * tb-revoke takes them back, tb-publish says so, tb-evidence is who listens; tb-resume is about tickets, tb-trust about trust stores, tb-rollover about new roots and tb-trust-update about how devices learn of them; tb-firmware-release makes firmware, and tb-firmware-delivery brings it to devices; tb-session plays handshakes in time, tb-made those that were made on purpose; tb-broker speaks MQTT; tb-key-origin says whose keys devices have, tb-rekey gives brokers other ones, tb-leaf and tb-verifying who believes what it should not, tb-move who reports where; tb-spread plays a campaign, tb-siege says what its bots do to services, tb-defend is what people order in it. */
#pragma once

#include <glib/gi18n-lib.h>

#include "tb-authority.h"
#include "tb-enrol-client.h"
#include "tb-enrol-server.h"
#include "tb-handshake.h"
#include "tb-message.h"
#include "tb-mqtt.h"
#include "tb-queue.h"
#include "tb-units.h"
#include "tb-world.h"

G_BEGIN_DECLS

/* Events; value is what the handler says, the actor's epoch guards against what was switched off meanwhile. */
typedef enum
{
  TB_EVENT_POWER_ON,
  TB_EVENT_KEY_READY,
  TB_EVENT_HANDSHAKE_READY,
  TB_EVENT_FLIGHT,            /* value: number of the flight */
  TB_EVENT_HANDSHAKE_END,
  TB_EVENT_ENROL_ASKED,       /* a request has reached the authority */
  TB_EVENT_ENROL_ANSWERED,    /* the authority has its answer */
  TB_EVENT_ENROL_ARRIVED,     /* which has reached the device */
  TB_EVENT_ENROL_READY,       /* the device knows what comes next */
  TB_EVENT_ENROL_WAITED,
  TB_EVENT_ENROL_UNANSWERED,
  TB_EVENT_SLEEP_DUE,
  TB_EVENT_THIEF_DUE,         /* value: which of his plans it is */
  TB_EVENT_CHALLENGE_ASKED,   /* value: number of the challenge, likewise below */
  TB_EVENT_CHALLENGE_ANSWERED,
  TB_EVENT_RENEWAL_DUE,       /* value: which certificate it speaks of, likewise below */
  TB_EVENT_EXPIRES_SOON,
  TB_EVENT_EXPIRES,
  TB_EVENT_CONNECT_ARRIVED,   /* value: index of its record */
  TB_EVENT_CONNACK_ARRIVED,   /* value: the broker's answer */
  TB_EVENT_PUBLISH_ARRIVED,   /* value: index of its record */
  TB_EVENT_REPORTS_BEGIN,     /* value: which plan it belongs to */
  TB_EVENT_RETRY,
  TB_EVENT_ISSUER_ENDS,       /* value: of which certificate, and whether soon only; see tb-issuing */
  TB_EVENT_CRL_DUE,
  TB_EVENT_DELTA_DUE,
  TB_EVENT_CRL_WANTED,        /* value: of TbListKind, likewise the next */
  TB_EVENT_CRL_ASKED,
  TB_EVENT_CRL_ARRIVED,       /* value: its payload */
  TB_EVENT_OCSP_ASKED,        /* value: number of the flight that waits for it and who asks, see tb-evidence; likewise below */
  TB_EVENT_OCSP_ANSWERED,
  TB_EVENT_OCSP_ARRIVED,
  TB_EVENT_TRUST_UPDATE_ARRIVED, /* value: index of its record */
  TB_EVENT_STAPLE_WANTED,
  TB_EVENT_STAPLE_ASKED,
  TB_EVENT_STAPLE_ANSWERED,
  TB_EVENT_STAPLE_ARRIVED,    /* value: whether there is an answer */
  TB_EVENT_FIRMWARE_ARRIVED,  /* value: which delivery it belongs to, likewise below */
  TB_EVENT_FIRMWARE_JUDGED,
  TB_EVENT_TRIAL_READY,       /* value: number of the trial, likewise below */
  TB_EVENT_TRIAL_FLIGHT,
  TB_EVENT_TRIAL_END,
  TB_EVENT_CAMPAIGN_BEGINS,
  TB_EVENT_SPREAD_DUE,        /* value: which plan it belongs to */
  TB_EVENT_LIST_DUE,
  TB_EVENT_COUNT_DUE,
  TB_EVENT_FLOOD_DUE,
  TB_N_EVENTS
} TbEventKind;

/* A certificate that its authority has taken back, or holds back. */
typedef struct
{
  guint32 object;
  char *serial;                /* owned */
  GBytes *certificate;         /* owned, DER */
  gint64 revoked_us;           /* unix time, whole seconds */
  guint16 reason;              /* CRLReason */
} TbRevoked;

/* A list of all that is revoked, or of what has changed since the last of those. */
typedef enum { TB_LIST_FULL, TB_LIST_DELTA } TbListKind;

/* A certificate begins a little before it was issued, for clocks that are behind. */
#define TB_CERTIFICATE_BACKDATE_US (5 * TB_US_PER_MINUTE)

/* How long a device waits for an authority that does not answer. */
#define TB_ENROLMENT_PATIENCE_US (30 * TB_US_PER_SECOND)

/* How long after a list is due whoever relies on it fetches it. */
#define TB_FETCH_LAG_US (5 * TB_US_PER_SECOND)

/* How long a broker waits for a responder that does not answer. */
#define TB_RESPONDER_PATIENCE_US (5 * TB_US_PER_SECOND)

/* What a responder has told somebody about one certificate. */
typedef struct
{
  TbOcspResponse *response;    /* owned */
  gint64 until_us;             /* unix time */
} TbTold;

/* What somebody who asks whether others were revoked has heard so far. */
typedef struct
{
  GPtrArray *crls;             /* TbCrl; replaced, never changed */
  GHashTable *told;            /* serial to TbTold */
} TbListener;

/* What one side of a handshake goes by about the other, and what it asks a responder on the way. */
typedef struct
{
  TbRevocationEvidence evidence; /* what it points to is owned, likewise the rest */
  GBytes *request;             /* NULL when nobody is asked */
  TbOcspResponse *answer;      /* NULL for none */
  TbOcspStatus status;
  gint64 until_us;
  gboolean is_asked;
} TbInquiry;

/* What a device keeps of its last session with a broker. In memory only: switching it off loses it. */
typedef struct
{
  guint32 server;
  guint32 key_number;          /* of the broker's ticket keys, the one it is sealed with */
  gint64 given_us;             /* unix time */
  GBytes *session;             /* owned */
  TbCertificate *certificate;  /* owned, may be NULL: with which the first session was opened */
} TbTicket;

typedef struct _TbVisit TbVisit;
typedef struct _TbEnrolment TbEnrolment;

/* The server side of a group of one: an authority's or a broker's. */
typedef struct
{
  guint32 object;
  TbAuthority *authority;      /* of an authority: the one that issues */
  TbAuthority *root;           /* the newest above it */
  GBytes *update;              /* while there is an older one in force, what tells its friends of the newest */
  TbIssueProfile *profiles[TB_PROFILE_N]; /* of an authority: for what may outlive it; made when first needed */
  guint64 n_issuing;           /* how many issuing certificates it has had */
  TbIdentity *identity;
  TbIdentity *code_signer;     /* of an authority: who signs firmware, made when first needed */
  GPtrArray *anchors;          /* TbCertificate: below which it takes clients, where it demands certificates */
  guint32 key_number;          /* of its keys: 0 for the one it began with, else one more than that of the draw */
  TbEndpoint *open;            /* asks nobody for a certificate */
  TbEndpoint *mutual;          /* demands one */
  TbEndpoint *factory;         /* of an authority: demands one from a maker; made when first needed */
  TbEnrolServer *desk;         /* of an authority: remembers those who enrol in several steps; made when first needed */
  TbVisit *visit;              /* that the desk works on */
  GPtrArray *revoked;          /* of an authority: TbRevoked, in the order they were revoked */
  TbOcspResponder *responder;  /* of an authority, made when first asked */
  gboolean responder_off;
  gboolean crl_missed;         /* a list fell due while it was down */
  gboolean delta_missed;       /* likewise what had changed */
  gint64 busy_until_us;        /* simulated time */
  gint64 quota_window;         /* number of the present one */
  guint64 quota_used;
  guint32 n_crls;
  guint32 crl_payload;         /* the newest */
  guint32 delta_payload;       /* likewise of what has changed since */
  guint32 full_number;         /* of the newest full list, and when it was made, in simulated time */
  gint64 full_us;
  gint64 delta_us;             /* when the newest of those was made */
  GPtrArray *changed;          /* TbRevoked since then; with removeFromCRL those that were released */
  GBytes *staple;              /* of a broker that staples: the newest, NULL before the first */
  GBytes *next_staple;         /* on its way, until when it may be kept in unix time, and how many there were */
  gint64 next_staple_until_us;
  guint32 n_staples;
  GBytes *good_staple;         /* the last that was good, which a thief shows for as long as that may be kept */
  gint64 good_staple_until_us;
  guint32 staple_plan;         /* only the latest counts */
  TbEndpoint *stolen;          /* of a broker whose key was copied: what it was then, and asks nobody for a certificate */
  TbCertificate *copied;       /* likewise the certificate */
  GBytes *copied_staple;       /* what its thief has to show with that, since the broker has another */
  gint64 copied_staple_until_us;
  GBytes *ticket_key;          /* of a broker that gives tickets */
  guint32 n_ticket_keys;
} TbService;

/* A handshake under way. Inputs are set before the task begins, outputs read after the join. */
typedef struct
{
  guint32 number;
  guint32 draw;                /* which of the fleet's own sessions: names its streams */
  guint32 client;
  guint32 server;
  TbSessionPurpose purpose;
  gboolean by_command;
  TbTask *task;
  TbCrypto *crypto;
  TbMemo *memo;                /* borrowed, NULL for none */
  TbEndpoint *client_endpoint; /* owned, likewise the rest */
  TbEndpoint *server_endpoint;
  TbIdentity *identity;
  char *host;
  TbHandshakeTerms terms;      /* what it points to is owned */
  TbInquiry inquiries[2];      /* by TbSide: who asks */
  gboolean offers_ticket;      /* one that the server can open */
  guint32 ticket_number;       /* the server's key of now */
  TbStream stream;
  gint64 unix_us;
  TbTranscript *transcript;
  GBytes *bytes;
  GBytes *next_ticket;
  GError *error;
  TbStream losses;
  guint32 payload;
  gint64 end_us;
} TbSession;

/* The newest firmware for a group. */
typedef struct
{
  guint version;
  TbFirmwareKind kind;
  GBytes *envelope;            /* owned, likewise the payload */
  GBytes *payload;
  guint32 image;               /* both, as payload of the journal */
  guint32 authority, signer;   /* whose devices they are, and who has signed it */
  guint32 n_shared;            /* the first so many of the group are to have it */
  GHashTable *singles;         /* and these */
} TbRelease;

/* Firmware on its way to a device, and being judged there. Inputs are set before the task begins, the verdict is read after the join. */
typedef struct
{
  guint32 number;
  gboolean has_arrived;
  gint64 begun_us;
  gint64 chunk_us;             /* between two pieces */
  guint32 n_chunks;
  guint version;
  gboolean is_stolen;          /* somebody else's, with a signature that is good */
  TbTask *task;
  TbCrypto *crypto;
  GBytes *envelope;            /* owned, likewise the rest */
  GBytes *payload;
  GPtrArray *anchors;
  char *vendor;
  TbFirmwareTerms terms;
  TbFirmwareVerdict *verdict;
  GError *error;
} TbDelivery;

/* What the engine knows of one object beyond its state: all of it until it does something. */
typedef struct
{
  TbIdentity *identity;
  TbSession *session;          /* a handshake under way */
  TbEnrolment *enrolment;      /* a key or certificate under way */
  TbIdentity *factory;         /* from its maker, made when first needed */
  TbIdentity *store;           /* of its key store, which gives evidence; made when first needed */
  TbIdentity *former;          /* the one before, until the present one has connected */
  guint64 n_reports;           /* reports made before the present series */
  gint64 interval_us;          /* between the reports that are planned */
  TbDelivery *delivery;        /* of firmware, NULL for none */
  TbTicket *ticket;            /* of its last session, NULL for none */
  TbCertificate *open_certificate; /* with which its open session was opened */
  guint32 open_transcript;     /* payload of the session with its broker, or TB_NO_PAYLOAD */
  guint32 open_service;        /* the broker it is connected to, or TB_NOBODY */
  guint32 open_session;        /* number of that session, 0 in the clear */
  guint32 connecting;          /* the broker whose CONNACK it waits for */
  guint32 former_certificate;  /* payload of the one it had before the one in force, or TB_NO_PAYLOAD */
  guint32 sequence;            /* next record it seals in that session */
  guint32 server_sequence;     /* likewise the server */
  guint32 plan;                /* of reports: only the latest counts */
  guint32 retry;               /* of what was refused: only the latest counts */
  guint32 n_keys;
  guint32 n_signed;            /* on the bench */
  guint32 n_deliveries;
  guint32 certificate_number;  /* which of its enrolments the installed certificate came from, from 1 */
  guint32 renewal_plan;        /* only the latest counts */
  guint32 n_secrets;           /* how many its owner has given it */
  guint16 epoch;
  guint32 captor;              /* the rogue registrar it trusts, or TB_NOBODY */
  guint32 victim;              /* of a thief: in whose name he renews, or TB_NOBODY */
  guint8 attempts;
  guint8 shuns_rogue;          /* it has seen through him */
  guint8 n_fallbacks;          /* to the certificate before, one after the other */
  gboolean has_connected;      /* with the identity in force */
  guint8 renewal_missed;
  guint8 secret_used;
  guint8 secret_told;          /* to the authority's desk */
  guint8 cause;                /* of what it asks for next: a TbEnrolCause */
  guint8 enrols_anew;          /* its owner wants it to begin again, whatever it has */
  guint8 is_ordered;           /* and has said so while it was busy */
} TbActor;

struct _TbWorld
{
  TbFleet *fleet;
  TbJournal *journal;
  TbState *state;
  TbQueue *queue;
  TbPool *pool;
  TbMemo *memo;                /* of handshakes, NULL where none are remembered */
  TbCrypto *crypto;
  TbActor *actors;             /* [0] is nobody */
  GHashTable *services;        /* object to TbService */
  GHashTable *client_endpoints; /* which roots a client trusts, to TbEndpoint */
  GPtrArray *anchors;          /* the roots, by number: TbCertificate */
  GHashTable *update_shares;   /* first of a group to the share that may hear of a new root, in percent */
  GHashTable *releases;        /* first of a group to TbRelease */
  GHashTable *policies;        /* first of a group to TbEnrolPolicy, where it is not the scenario's any more */
  GHashTable *waivers;         /* whom, and the detail of its record, to until when; see tb-waiver */
  TbAuthority *maker;          /* of all devices with a factory identity; made when first needed */
  TbAuthority *store_maker;    /* likewise of all key stores */
  TbIdentity *voucher_signer;  /* the maker's, likewise */
  guint32 rogue;               /* who answers new devices first, or TB_NOBODY */
  GHashTable *listeners;       /* object to TbListener */
  guint32 n_list_readers;      /* devices that go by lists */
  GHashTable *challenges;      /* number to TbChallenge */
  guint32 n_challenges;
  guint64 seed;
  gint64 start_unix_us;
  gint64 now_us;
  GHashTable *makings;         /* number to TbMaking: handshakes made on purpose that are under way */
  guint32 n_sessions;          /* of the fleet itself; those made on purpose are counted apart, so that they change nobody's streams */
  guint32 n_trials;
  struct _TbSpread *spread;    /* where there is an attacker */
  char *failure;
};

/* tb-world */
guint64   tb_world_record      (TbWorld *world, TbRecordKind kind, guint32 subject, guint32 object, gint64 value, guint16 detail, guint32 payload);
guint32   tb_world_add_payload (TbWorld *world, GBytes *payload);
void      tb_world_push        (TbWorld *world, gint64 delay_us, TbEventKind kind, guint32 subject, guint64 value);
void      tb_world_fail        (TbWorld *world, const char *doing, GError *error);
gint64    tb_world_unix_us     (TbWorld *world);
gboolean  tb_world_is_on       (TbWorld *world, guint32 object);
gboolean  tb_world_refuse      (TbWorld *world, guint32 object, GError **error, const char *why);    /* @why in N_(): translated where it is shown */
const TbProfile *tb_world_get_profile (TbWorld *world, guint32 object);
gint64    tb_world_get_sign_us (TbWorld *world, guint32 object);

/* tb-service */
gboolean    tb_service_set_up        (TbWorld *world, GError **error);
void        tb_service_free          (gpointer service);
TbService  *tb_service_get           (TbWorld *world, guint32 object);
TbEndpoint *tb_service_get_client_endpoint (TbWorld *world, guint32 client, GError **error);
GPtrArray  *tb_service_list_anchors  (TbWorld *world, guint32 client);
void        tb_service_take_identity (TbWorld *world, guint32 object, TbIdentity *identity);
gboolean    tb_service_show_chain    (TbWorld *world, guint32 object, guint32 authority, GError **error);
void        tb_service_record_authority (TbWorld *world, guint32 object, TbCertificate *certificate, guint16 depth);

/* tb-issuing */
void        tb_issuing_let_outlive   (TbWorld *world, guint32 authority, TbIssueTerms *terms);
void        tb_issuing_plan_end      (TbWorld *world, guint32 authority);
void        tb_issuing_ends          (TbWorld *world, const TbEvent *event);

/* tb-rollover */
TbCertificate *tb_rollover_certify   (TbWorld *world, TbAuthority *above, TbCertificate *below, TbCertificateProfile profile, gint64 lifetime_us, GError **error);
TbAuthority *tb_rollover_rebuild     (TbAuthority *issuing, TbCertificate *certificate, TbCertificate *cross, TbCertificate *root, GError **error);
gboolean    tb_rollover_show         (TbWorld *world, guint32 authority, TbAuthority *issuing, GError **error);

/* tb-trust-update */
void        tb_trust_woke            (TbWorld *world, guint32 device);
void        tb_trust_update_arrived  (TbWorld *world, const TbEvent *event);

/* tb-firmware-release */
void             tb_release_free     (gpointer release);
TbRelease       *tb_release_make     (TbWorld *world, const TbFirmwareOrder *order, guint32 authority, GError **error);
const TbRelease *tb_release_find     (TbWorld *world, guint32 device);

/* tb-firmware-delivery */
void      tb_firmware_offer          (TbWorld *world, guint32 device);
void      tb_firmware_session_closed (TbWorld *world, guint32 device);
void      tb_firmware_abandon        (TbWorld *world, guint32 device);
void      tb_firmware_arrived        (TbWorld *world, const TbEvent *event);
void      tb_firmware_judged         (TbWorld *world, const TbEvent *event);

/* tb-revoke */
void             tb_revoked_free  (gpointer revoked);
const TbRevoked *tb_revoke_find   (TbWorld *world, guint32 authority, const char *serial);

/* tb-verifying */
gboolean    tb_verifying_is_on       (TbWorld *world, guint32 object);

/* tb-session */
void      tb_session_start     (TbWorld *world, guint32 client, guint32 server, TbSessionPurpose purpose, gboolean by_command);
void      tb_session_ready     (TbWorld *world, const TbEvent *event);
void      tb_session_flight    (TbWorld *world, const TbEvent *event);
void      tb_session_end       (TbWorld *world, const TbEvent *event);
void      tb_session_abandon   (TbWorld *world, guint32 client);
void      tb_session_go_on     (TbWorld *world, TbSession *session, guint flight);

/* tb-made */
typedef struct _TbMaking TbMaking;
void      tb_making_free       (gpointer making);
void      tb_making_ready      (TbWorld *world, const TbEvent *event);
void      tb_making_flight     (TbWorld *world, const TbEvent *event);
void      tb_making_end        (TbWorld *world, const TbEvent *event);
void      tb_making_abandon    (TbWorld *world, guint32 client);

/* tb-publish */
void      tb_publish_crl_due   (TbWorld *world, const TbEvent *event);
void      tb_publish_delta_due (TbWorld *world, const TbEvent *event);
void      tb_publish_catch_up  (TbWorld *world, guint32 authority);
GBytes   *tb_publish_respond   (TbWorld *world, guint32 authority, GBytes *request, const char *draw, gint64 *until_us);

/* tb-impostor */
gboolean  tb_impostor_steal        (TbWorld *world, guint32 broker, guint32 thief, GError **error);
void      tb_impostor_session_ended (TbWorld *world, TbSession *session);

/* tb-listener */
void      tb_listener_free         (gpointer listener);
TbListener *tb_listener_get        (TbWorld *world, guint32 object);
void      tb_listener_set_up       (TbWorld *world);
void      tb_listener_fetch        (TbWorld *world, guint32 object);
void      tb_listener_keep_list    (TbListener *listener, TbCrl *crl);
void      tb_listener_keep_answer  (TbListener *listener, const char *serial, const TbInquiry *inquiry);
TbOcspResponse *tb_listener_find_fresh (TbWorld *world, guint32 object, const char *serial);
void      tb_listener_wake         (TbWorld *world, guint32 authority, TbListKind kind);
guint32   tb_listener_get_authority (TbWorld *world, guint32 object);

/* tb-evidence */
void      tb_inquiry_clear         (TbInquiry *inquiry);
void      tb_evidence_prepare      (TbWorld *world, TbSession *session);
gint64    tb_evidence_send_request (TbWorld *world, guint32 broker, guint32 authority, GBytes *request);
gint64    tb_evidence_send_response (TbWorld *world, guint32 authority, guint32 broker, GBytes *response);
void      tb_evidence_crl_wanted   (TbWorld *world, const TbEvent *event);
void      tb_evidence_crl_asked    (TbWorld *world, const TbEvent *event);
void      tb_evidence_crl_arrived  (TbWorld *world, const TbEvent *event);
void      tb_evidence_ocsp_asked   (TbWorld *world, const TbEvent *event);
void      tb_evidence_ocsp_answered (TbWorld *world, const TbEvent *event);
void      tb_evidence_ocsp_arrived (TbWorld *world, const TbEvent *event);

/* tb-stapling */
void      tb_stapling_begin        (TbWorld *world, guint32 broker);
void      tb_stapling_begin_anew   (TbWorld *world, guint32 broker);
void      tb_stapling_prepare      (TbWorld *world, TbSession *session);
void      tb_stapling_wanted       (TbWorld *world, const TbEvent *event);
void      tb_stapling_asked        (TbWorld *world, const TbEvent *event);
void      tb_stapling_answered     (TbWorld *world, const TbEvent *event);
void      tb_stapling_arrived      (TbWorld *world, const TbEvent *event);

/* tb-resume */
void      tb_ticket_free           (TbTicket *ticket);
void      tb_resume_set_up         (TbWorld *world, guint32 broker);
gboolean  tb_resume_can            (TbWorld *world, guint32 client, guint32 broker);
void      tb_resume_prepare        (TbWorld *world, TbSession *session);
void      tb_resume_keep           (TbWorld *world, TbSession *session);
void      tb_resume_forget         (TbWorld *world, guint32 client);
void      tb_resume_drop           (TbWorld *world, guint32 broker, gboolean by_policy);

/* tb-spread, tb-siege */
typedef struct _TbSpread TbSpread;
void      tb_spread_set_up         (TbWorld *world);
void      tb_spread_free           (TbSpread *spread);
void      tb_spread_begins         (TbWorld *world, const TbEvent *event);
void      tb_spread_due            (TbWorld *world, const TbEvent *event);
void      tb_spread_list_due       (TbWorld *world, const TbEvent *event);
void      tb_spread_count_due      (TbWorld *world, const TbEvent *event);
void      tb_spread_notice         (TbWorld *world, const TbRecord *record);
void      tb_spread_settle         (TbWorld *world);
void      tb_siege_due             (TbWorld *world, const TbEvent *event);

/* tb-lifecycle */
void      tb_lifecycle_cut_off         (TbWorld *world, guint32 object);
void      tb_lifecycle_switch_on       (TbWorld *world, guint32 object);
void      tb_lifecycle_switch_off      (TbWorld *world, guint32 object, gboolean to_restart);
void      tb_lifecycle_begin           (TbWorld *world, guint32 object, TbEnrolCause cause);
void      tb_lifecycle_enrol_anew      (TbWorld *world, guint32 object);
void      tb_lifecycle_session_refused (TbWorld *world, TbSession *session);
void      tb_lifecycle_enrolment_refused (TbWorld *world, guint32 object, const char *reason, gint64 least_us);
void      tb_lifecycle_install         (TbWorld *world, guint32 object, TbIdentity *identity);
void      tb_lifecycle_connect_refused (TbWorld *world, guint32 object);
void      tb_lifecycle_connected       (TbWorld *world, guint32 object);
void      tb_lifecycle_plan_renewal    (TbWorld *world, guint32 object);
void      tb_lifecycle_renewal_due     (TbWorld *world, const TbEvent *event);
void      tb_lifecycle_expires_soon    (TbWorld *world, const TbEvent *event);
void      tb_lifecycle_sleep_due       (TbWorld *world, const TbEvent *event);
void      tb_lifecycle_expires         (TbWorld *world, const TbEvent *event);
void      tb_lifecycle_retry_later     (TbWorld *world, guint32 object);
void      tb_lifecycle_retry           (TbWorld *world, const TbEvent *event);
void      tb_lifecycle_went_well       (TbWorld *world, guint32 object);
void      tb_lifecycle_make_up         (TbWorld *world, guint32 object);

/* tb-broker */
void      tb_broker_open               (TbWorld *world, guint32 client, guint32 broker);
void      tb_broker_session_open       (TbWorld *world, TbSession *session);
void      tb_broker_connect_arrived    (TbWorld *world, const TbEvent *event);
void      tb_broker_connack_arrived    (TbWorld *world, const TbEvent *event);
void      tb_broker_publish            (TbWorld *world, guint32 client, const char *topic, const char *text);
void      tb_broker_publish_arrived    (TbWorld *world, const TbEvent *event);
void      tb_broker_reports_begin      (TbWorld *world, const TbEvent *event);
void      tb_broker_stop_reports       (TbWorld *world, guint32 client);
void      tb_broker_set_interval       (TbWorld *world, guint32 client, gint64 interval_us);
void      tb_broker_close              (TbWorld *world, guint32 client);
void      tb_broker_end                (TbWorld *world, guint32 client);
gboolean  tb_broker_allows             (const TbGroup *broker, gboolean demands, const char *common_name, const char *topic);

/* Makes the message a record; gives the time it is on the way, and the index of the record. */
gint64    tb_world_send                (TbWorld *world, guint32 from, guint32 to, TbSide side, guint32 transcript, guint32 sequence, GBytes *plain, guint64 *index);

G_END_DECLS
