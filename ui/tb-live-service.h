/* tb-live-service: the live authority and its broker as views see them: switched on or off, at which addresses, what real clients ask, what they have got,
 * who is connected.
 *
 * Whoever runs them derives from this, does what is asked of it away from the main thread, and tells here what came of it. Nothing of this is in any
 * journal: a live run is laid beside a seeded one and never enters it. Main thread only. */
#pragma once

#include "tb-live-certificate.h"
#include "tb-live-client.h"
#include "tb-live-request.h"

G_BEGIN_DECLS

/**
 * TbLivePart:
 * @TB_LIVE_PART_AUTHORITY: EST and ACME, SCEP, OCSP and the revocation list
 * @TB_LIVE_PART_BROKER: the broker that demands a certificate of that authority
 */
typedef enum
{
  TB_LIVE_PART_AUTHORITY,
  TB_LIVE_PART_BROKER,
  TB_LIVE_N_PARTS
} TbLivePart;

/**
 * TbLiveState:
 * @TB_LIVE_OFF: nobody listens
 * @TB_LIVE_STARTING: keys are made or read
 * @TB_LIVE_ON: clients may come
 * @TB_LIVE_STOPPING: connections are being closed
 */
typedef enum
{
  TB_LIVE_OFF,
  TB_LIVE_STARTING,
  TB_LIVE_ON,
  TB_LIVE_STOPPING,
} TbLiveState;

/**
 * TbLiveAddress:
 * @TB_LIVE_ADDRESS_EST: and so on: where each protocol is served
 */
typedef enum
{
  TB_LIVE_ADDRESS_EST,
  TB_LIVE_ADDRESS_ACME,
  TB_LIVE_ADDRESS_SCEP,
  TB_LIVE_ADDRESS_OCSP,
  TB_LIVE_ADDRESS_CRL,
  TB_LIVE_ADDRESS_BROKER,
  TB_LIVE_N_ADDRESSES
} TbLiveAddress;

#define TB_LIVE_MAX_REQUESTS     1000      /* rows that are kept, the newest */
#define TB_LIVE_MAX_CERTIFICATES 1000

#define TB_TYPE_LIVE_SERVICE (tb_live_service_get_type ())
G_DECLARE_DERIVABLE_TYPE (TbLiveService, tb_live_service, TB, LIVE_SERVICE, GObject)

/**
 * TbLiveServiceClass:
 * @start: begins to serve a part, in the service's folder and at its port; answered by tb_live_service_take_state ()
 * @stop: ends it, likewise
 * @revoke: revokes a certificate for a reason of RFC 5280 by its code, answered by tb_live_service_take_certificate () or tb_live_service_take_problem ()
 * @make_secret: lets somebody enrol once; %NULL for the name where the protocol knows none. Returns: (transfer full) (nullable): the secret
 */
struct _TbLiveServiceClass
{
  GObjectClass parent_class;

  void  (*start)       (TbLiveService *self, TbLivePart part);
  void  (*stop)        (TbLiveService *self, TbLivePart part);
  void  (*revoke)      (TbLiveService *self, const char *serial, const char *reason);
  char *(*make_secret) (TbLiveService *self, const char *name);
};

/* Signal: changed, when any of what follows did; lists tell of themselves. */
TbLiveState  tb_live_service_get_state   (TbLiveService *self, TbLivePart part);
gboolean     tb_live_service_is_quiet    (TbLiveService *self);                          /* all off: folder and port can be chosen */
const char  *tb_live_service_get_problem (TbLiveService *self);                          /* NULL when there is none */
const char  *tb_live_service_get_url     (TbLiveService *self, TbLiveAddress address);   /* NULL when it is not served */
const char  *tb_live_service_get_folder  (TbLiveService *self);
guint        tb_live_service_get_port    (TbLiveService *self);                          /* 0: any that is free */
GListModel  *tb_live_service_get_requests     (TbLiveService *self);                     /* of TbLiveRequest, newest first */
GListModel  *tb_live_service_get_certificates (TbLiveService *self);                     /* of TbLiveCertificate, newest first */
GListModel  *tb_live_service_get_clients      (TbLiveService *self);                     /* of TbLiveClient: who is connected to the broker */
guint64      tb_live_service_get_n_requests   (TbLiveService *self);                     /* all that came, also those that are not kept */

/* What people ask for. */
void         tb_live_service_set_on      (TbLiveService *self, TbLivePart part, gboolean is_on);
void         tb_live_service_set_folder  (TbLiveService *self, const char *folder);
void         tb_live_service_set_port    (TbLiveService *self, guint port);
void         tb_live_service_revoke      (TbLiveService *self, TbLiveCertificate *certificate, const char *reason);
char        *tb_live_service_make_secret (TbLiveService *self, const char *name);        /* NULL when the authority is off */
void         tb_live_service_clear       (TbLiveService *self);                          /* forgets the requests */

/* What those tell who run it. */
void         tb_live_service_take_state       (TbLiveService *self, TbLivePart part, TbLiveState state);
void         tb_live_service_take_url         (TbLiveService *self, TbLiveAddress address, const char *url);
void         tb_live_service_take_problem     (TbLiveService *self, const char *problem);
void         tb_live_service_take_request     (TbLiveService *self, const TbLiveSaid *said);
void         tb_live_service_take_certificate (TbLiveService *self, TbCertificate *certificate, TbLiveFate fate);
void         tb_live_service_forget_certificates (TbLiveService *self);
void         tb_live_service_take_client      (TbLiveService *self, guint64 session, const char *id, const char *subject);
void         tb_live_service_drop_client      (TbLiveService *self, guint64 session);

G_END_DECLS
