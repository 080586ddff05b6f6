/* driver-fixture: an authority that answers in every enrolment protocol, and what a device needs to talk to it. */
#pragma once

#include "pki-fixture.h"
#include "tb-attestation.h"
#include "tb-enrol-client.h"
#include "tb-enrol-server.h"
#include "tb-voucher.h"

#define DRIVER_NOW_US (START_US + DAY_US)
#define DRIVER_LIFE_US (30 * DAY_US)
#define DRIVER_NAME "lock-17.example"
#define DRIVER_SECRET "rote-laterne-17"

typedef struct
{
  PkiFixture pki;
  TbIdentity *ra;               /* shared by all tests of a program: RSA keys take longest */
  TbKey *rsa_key;               /* likewise: the device's for SCEP */
  TbKey *key, *next_key;        /* the device's otherwise */
  TbKey *account_key;           /* and that of its ACME account */
  GPtrArray *authorities;
  TbEnrolServerTerms terms;
  TbEnrolServer *server;
  TbStream stream;              /* what the authority draws from */
  gint64 now_us;
  guint n_talks;                /* how many requests were sent */
  guint n_asked;                /* how often the issue call was */
  TbEnrolProtocol protocol;     /* of the last of them */
  gboolean is_renewal;
  char *user;
  const char *revoked;          /* a serial number, NULL for none */
  const char *failure;          /* when set, the authority fails with this */
  GPtrArray *stores;            /* when set, renewals need evidence from a key store below one of these */
  GBytes *request;              /* what was asked for last */
  TbVoucherMaker *masa;         /* who vouches for devices, NULL for nobody */
  GPtrArray *issued;            /* of TbCertificate */
  GPtrArray *anchors;           /* the root */
  gboolean publishes;           /* whether proofs are published */
  GPtrArray *answers;           /* of TbHttpResponse: all that were given */
  GChecksum *said;              /* over all that both sides said */
} DriverFixture;

void            driver_set_up        (DriverFixture *f, gconstpointer unused);
void            driver_tear_down     (DriverFixture *f, gconstpointer unused);
void            driver_serve_anew    (DriverFixture *f);
TbHttpResponse *driver_talk          (DriverFixture *f, const TbHttpRequest *request, TbCertificate *client);
TbHttpResponse *driver_get           (DriverFixture *f, const char *target);
TbKey          *driver_key_for       (DriverFixture *f, TbEnrolProtocol protocol);
TbEnrolClientTerms driver_terms      (DriverFixture *f, TbEnrolProtocol protocol);
void            driver_give_secret   (DriverFixture *f);
TbEnrolClient  *driver_client        (const TbEnrolClientTerms *terms, const char *stream_name);
TbEnrolStep     driver_run           (DriverFixture *f, TbEnrolClient *client, TbCertificate *shown);
TbIdentity     *driver_enrol         (DriverFixture *f, TbEnrolProtocol protocol);

/* Parts of one program. */
void            driver_add_attestation_facts (void);
void            driver_add_server_facts  (void);
void            driver_add_voucher_facts (void);
void            driver_add_hostile_facts (void);
