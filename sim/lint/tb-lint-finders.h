/* tb-lint-finders: the predicates behind the rules. Each says what it found where its rule is broken, and NULL where it is kept. */
#pragma once

#include "tb-lint-subject.h"

G_BEGIN_DECLS

#define TB_FINDER(name) char *tb_find_##name (const TbLintSubject *subject)

/* tb-lint-basics */
TB_FINDER (version);
TB_FINDER (serial_sign);
TB_FINDER (serial_length);
TB_FINDER (serial_entropy);
TB_FINDER (unique_ids);
TB_FINDER (algorithms_differ);
TB_FINDER (weak_digest);
TB_FINDER (signature_parameters);
TB_FINDER (validity_order);
TB_FINDER (time_form);
TB_FINDER (web_lifetime);
TB_FINDER (device_lifetime);
TB_FINDER (no_end);

/* tb-lint-key */
TB_FINDER (unreadable_key);
TB_FINDER (key_algorithm);
TB_FINDER (web_key_algorithm);
TB_FINDER (weak_key);
TB_FINDER (key_outlived);
TB_FINDER (rsa_exponent);
TB_FINDER (rsa_octets);
TB_FINDER (explicit_curve);
TB_FINDER (curve);
TB_FINDER (not_ecdsa);

/* tb-lint-usage */
TB_FINDER (authority_not_critical);
TB_FINDER (sign_without_authority);
TB_FINDER (authority_without_sign);
TB_FINDER (path_length);
TB_FINDER (root_path_length);
TB_FINDER (usage_absent);
TB_FINDER (usage_not_critical);
TB_FINDER (usage_empty);
TB_FINDER (usage_key);
TB_FINDER (usage_one_way);
TB_FINDER (leaf_without_signature);
TB_FINDER (key_transport);
TB_FINDER (purpose_absent);
TB_FINDER (purpose_not_tls);
TB_FINDER (any_purpose);
TB_FINDER (serves_only);
TB_FINDER (authority_purpose);
TB_FINDER (factory_purpose);
TB_FINDER (web_client_purpose);
TB_FINDER (web_no_server_purpose);
TB_FINDER (purpose_disagrees);

/* tb-lint-names */
TB_FINDER (empty_issuer);
TB_FINDER (empty_authority);
TB_FINDER (nameless);
TB_FINDER (empty_attribute);
TB_FINDER (long_attribute);
TB_FINDER (bad_country);
TB_FINDER (old_string);
TB_FINDER (email_in_subject);
TB_FINDER (unit_in_subject);
TB_FINDER (self_signed_leaf);
TB_FINDER (authority_name);
TB_FINDER (public_authority);

/* tb-lint-alternative */
TB_FINDER (server_nameless);
TB_FINDER (names_empty);
TB_FINDER (names_not_critical);
TB_FINDER (names_critical);
TB_FINDER (dns_syntax);
TB_FINDER (dns_underscore);
TB_FINDER (dns_wildcard_form);
TB_FINDER (device_wildcard);
TB_FINDER (dns_address);
TB_FINDER (internal_name);
TB_FINDER (private_address);
TB_FINDER (address_length);
TB_FINDER (common_name_alone);

/* tb-lint-extensions */
TB_FINDER (duplicate_extension);
TB_FINDER (unknown_critical);
TB_FINDER (unreadable_extension);
TB_FINDER (never_critical);
TB_FINDER (critical_crl_pointer);
TB_FINDER (not_critical);
TB_FINDER (authority_extension);
TB_FINDER (obsolete_extension);
TB_FINDER (many_extensions);
TB_FINDER (authority_without_key_identifier);
TB_FINDER (no_issuer_key_identifier);
TB_FINDER (issuer_by_name);
TB_FINDER (empty_name_constraints);
TB_FINDER (empty_policy_constraints);
TB_FINDER (any_policy_mapped);
TB_FINDER (policy_twice);
TB_FINDER (web_no_policy);

/* tb-lint-pointers */
TB_FINDER (device_crl_pointer);
TB_FINDER (device_ocsp_pointer);
TB_FINDER (web_no_crl_pointer);
TB_FINDER (web_no_issuer_pointer);
TB_FINDER (circular_pointer);
TB_FINDER (point_without_name);
TB_FINDER (staple_without_responder);
TB_FINDER (device_must_staple);
TB_FINDER (no_revocation_authority);
TB_FINDER (no_revocation_pointer);

/* tb-lint-device */
TB_FINDER (device_name);
TB_FINDER (eui64_form);
TB_FINDER (several_names);
TB_FINDER (factory_without_serial);
TB_FINDER (leaf_key_identifier);
TB_FINDER (large);

G_END_DECLS
