/* scep-fixture: an RSA authority that serves SCEP, and a device that wants a certificate. */
#pragma once

#include "pki-fixture.h"
#include "tb-scep-client.h"
#include "tb-scep-content.h"
#include "tb-scep-server.h"

#define SECRET "rote-laterne-17"
#define NOW_US (START_US + DAY_US)

typedef struct
{
  PkiFixture *pki;              /* shared by all tests of a program */
  TbKey *key;                   /* likewise: the device's */
  TbScepServerTerms terms;
  TbScepServer *server;
  GPtrArray *authorities;
  GPtrArray *issued;            /* of TbCertificate */
  TbStream stream;              /* the device's */
  const char *revoked;          /* a serial number, NULL for none */
  gboolean is_down;
} ScepFixture;

void           scep_set_up       (ScepFixture *f, gconstpointer unused);
void           scep_tear_down    (ScepFixture *f, gconstpointer unused);
void           scep_serve_anew   (ScepFixture *f);
GBytes        *scep_request      (ScepFixture *f, TbKey *key, const char *name, const char *secret);
TbScepClient  *scep_client       (ScepFixture *f, const char *name, const char *secret);
TbScepClient  *scep_renewer      (ScepFixture *f, TbCertificate *certificate, TbKey *key, GBytes *request);
GBytes        *scep_ask          (ScepFixture *f, TbScepClient *client, TbScepType type, const char *serial);
GBytes        *scep_answer       (ScepFixture *f, GBytes *message);
TbScepOutcome *scep_exchange     (ScepFixture *f, TbScepClient *client, TbScepType type, const char *serial);
void           scep_assert_fails (ScepFixture *f, TbScepClient *client, TbScepType type, const char *serial, TbScepFailInfo info);
TbCertificate *scep_enrol        (ScepFixture *f, const char *name);
