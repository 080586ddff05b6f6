/* tb-trial-tables: the tables of what can be asked for, each row with how to make it. Private to sim/trial; others see choices only. */
#pragma once

#include "tb-trial.h"

G_BEGIN_DECLS

#define TB_TRIAL_TLS_1_3 0x0304

/**
 * TbTrialVersion:
 * @choice: code and words
 * @wire: as in the record layer: 0x0303 or 0x0304, or 0xfefd
 * @other: the version of somebody who does not speak this one; 0 where there is none
 */
typedef struct
{
  TbTrialChoice choice;
  guint16 wire;
  guint16 other;
} TbTrialVersion;

/**
 * TbTrialExchange:
 * @choice: code and words
 * @group: (nullable): OpenSSL's name of the group; %NULL: the client encrypts the secret to the server's RSA key
 * @groups_12: (nullable): what TLS 1.2 and DTLS 1.2 are told: with the curves of certificates after it; %NULL: neither has it
 * @groups_retried: what a client is told whose first share is for another group
 * @sizes: (nullable): where not every OpenSSL has it: what its shares come to
 */
typedef struct
{
  TbTrialChoice choice;
  const char *group;
  const char *groups_12;
  const char *groups_retried;
  const char *sizes;
} TbTrialExchange;

/**
 * TbTrialKey:
 * @choice: code and words
 * @algorithm: of all keys
 */
typedef struct
{
  TbTrialChoice choice;
  TbKeyAlgorithm algorithm;
} TbTrialKey;

/* On whose side a failure can be, as bits. */
#define TB_TRIAL_AT_CLIENT (1 << TB_SIDE_CLIENT)
#define TB_TRIAL_AT_SERVER (1 << TB_SIDE_SERVER)

/**
 * TbTrialFlaw:
 * @TB_FLAW_NONE: nothing but its age
 * @TB_FLAW_NO_CERTIFICATE: it has none
 * @TB_FLAW_OTHER_NAME: its certificate is for another host
 * @TB_FLAW_OTHER_ROOT: an authority issued it that the peer does not know
 * @TB_FLAW_NO_INTERMEDIATE: it does not send the issuing authority's certificate
 * @TB_FLAW_OTHER_PURPOSE: its certificate is for the other side of a connection
 * @TB_FLAW_REVOKED: its certificate was taken back
 * @TB_FLAW_SELF_SIGNED: it vouches for itself
 * @TB_FLAW_ALTERED: one bit of the signature on its certificate is another
 * @TB_FLAW_WEAK: its key is too short
 * @TB_FLAW_STOLEN: it shows a certificate and has not the key to it
 * @TB_FLAW_CLOCK: the client's clock says 1970; for a server's certificate
 * @TB_FLAW_VERSION: it speaks another version than the other side
 * @TB_FLAW_CIPHER: it knows other cipher suites than the other side
 * @TB_FLAW_FLIPPED: one bit of what it says is another when it arrives
 * @TB_FLAW_REPLAYED: what it said in an earlier handshake arrives in place of what it says now
 *
 * What is wrong.
 */
typedef enum
{
  TB_FLAW_NONE,
  TB_FLAW_NO_CERTIFICATE,
  TB_FLAW_OTHER_NAME,
  TB_FLAW_OTHER_ROOT,
  TB_FLAW_NO_INTERMEDIATE,
  TB_FLAW_OTHER_PURPOSE,
  TB_FLAW_REVOKED,
  TB_FLAW_SELF_SIGNED,
  TB_FLAW_ALTERED,
  TB_FLAW_WEAK,
  TB_FLAW_STOLEN,
  TB_FLAW_CLOCK,
  TB_FLAW_LAST_OF_CERTIFICATE = TB_FLAW_CLOCK,
  TB_FLAW_VERSION,
  TB_FLAW_CIPHER,
  TB_FLAW_FLIPPED,
  TB_FLAW_REPLAYED,
} TbTrialFlaw;

/**
 * TbTrialFailure:
 * @choice: code and words
 * @sides: on whose side it can be
 * @reasons: what a transcript may call it: what is noticed first depends on the version and the exchange; %NULL after the last
 * @flaws: what is wrong, by the side it is on
 * @age_days: of the certificate when they meet, by the side; 0 for an ordinary age
 */
typedef struct
{
  TbTrialChoice choice;
  guint sides;
  const char *reasons[3];
  TbTrialFlaw flaws[2];
  int age_days[2];
} TbTrialFailure;

/**
 * TbTrialIssuer:
 * @TB_ATTACKER_OWN: a root that the attacker has made
 * @TB_ATTACKER_TRUSTED: a root that the client trusts too
 * @TB_ATTACKER_BELOW: an authority below the client's own root
 * @TB_ATTACKER_UNCERTIFIED: nobody: he passes for no one
 *
 * Who vouches for an attacker.
 */
typedef enum { TB_ATTACKER_OWN, TB_ATTACKER_TRUSTED, TB_ATTACKER_BELOW, TB_ATTACKER_UNCERTIFIED } TbTrialIssuer;

/**
 * TbTrialTouch:
 * @TB_TOUCH_NOTHING: he answers in the server's place
 * @TB_TOUCH_VERSIONS: he leaves TLS 1.3 out of the ClientHello
 * @TB_TOUCH_SUITES: he leaves RSA key transport alone in it
 * @TB_TOUCH_FIRST_TRY: he cuts off what the client tries first
 *
 * What an attacker does to what the two say.
 */
typedef enum { TB_TOUCH_NOTHING, TB_TOUCH_VERSIONS, TB_TOUCH_SUITES, TB_TOUCH_FIRST_TRY } TbTrialTouch;

/**
 * TbTrialAttack:
 * @choice: code and words
 * @issuer: who vouches for the attacker
 * @authority: (nullable): the common name of that authority
 * @touch: what he does to what is said
 * @version, @key: (nullable): what the two speak and have if nothing is said
 */
typedef struct
{
  TbTrialChoice choice;
  TbTrialIssuer issuer;
  const char *authority;
  TbTrialTouch touch;
  const char *version;
  const char *key;
} TbTrialAttack;

extern const TbTrialVersion tb_trial_versions[];
extern const TbTrialExchange tb_trial_exchanges[];
extern const TbTrialKey tb_trial_keys[];
extern const TbTrialFailure tb_trial_failures[];
extern const TbTrialAttack tb_trial_attacks[];
extern const guint tb_trial_n_versions, tb_trial_n_exchanges, tb_trial_n_keys, tb_trial_n_failures, tb_trial_n_attacks;

const TbTrialVersion  *tb_trial_version_of  (const TbTrialTerms *terms);
const TbTrialExchange *tb_trial_exchange_of (const TbTrialTerms *terms);
const TbTrialKey      *tb_trial_key_of      (const TbTrialTerms *terms);
const TbTrialFailure  *tb_trial_failure_of  (const TbTrialTerms *terms);        /* NULL for none */
const TbTrialAttack   *tb_trial_attack_of   (const TbTrialTerms *terms);        /* NULL for none */
TbTrialFlaw            tb_trial_flaw_of     (const TbTrialTerms *terms, TbSide side);   /* on that side */
TbSide                 tb_trial_side_of     (const TbTrialTerms *terms);        /* on which side the failure is */
gboolean               tb_trial_is_mutual   (const TbTrialTerms *terms);
gboolean               tb_trial_speaks_datagrams (const TbTrialTerms *terms);

G_END_DECLS
