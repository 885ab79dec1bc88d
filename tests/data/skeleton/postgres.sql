--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: blob; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.blob (
    id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL COLLATE pg_catalog."C",
    length bigint,
    digest text COLLATE pg_catalog."C",
    created_at bigint NOT NULL
);


--
-- Name: blob_piece; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.blob_piece (
    blob bigint NOT NULL,
    number bigint NOT NULL,
    bytes bytea NOT NULL
);


--
-- Name: change; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.change (
    event bigint NOT NULL,
    number bigint NOT NULL,
    action text NOT NULL COLLATE pg_catalog."C",
    table_name text NOT NULL COLLATE pg_catalog."C",
    "row" bigint NOT NULL,
    version bigint NOT NULL,
    fields text COLLATE pg_catalog."C",
    before text COLLATE pg_catalog."C",
    salt bytea,
    commitment bytea,
    CONSTRAINT change_action_check CHECK ((action = ANY (ARRAY['insert'::text, 'update'::text, 'remove'::text])))
);


--
-- Name: event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event (
    id bigint NOT NULL,
    "position" bigint,
    kind text NOT NULL COLLATE pg_catalog."C",
    subject_table text COLLATE pg_catalog."C",
    subject bigint,
    person bigint,
    role text COLLATE pg_catalog."C",
    source text COLLATE pg_catalog."C",
    request text COLLATE pg_catalog."C",
    cause bigint,
    at bigint NOT NULL,
    digest bytea NOT NULL,
    link bytea
);


--
-- Name: job; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.job (
    id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    subject bigint,
    due bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    is_long bigint NOT NULL,
    attempts bigint NOT NULL,
    claimed_by text COLLATE pg_catalog."C",
    claimed_at bigint,
    done_count bigint,
    total_count bigint,
    result text COLLATE pg_catalog."C",
    last_error text COLLATE pg_catalog."C",
    person bigint,
    created_at bigint NOT NULL,
    CONSTRAINT job_is_long_check CHECK ((is_long = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT job_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);


--
-- Name: once; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.once (
    key text NOT NULL COLLATE pg_catalog."C",
    person bigint,
    digest text NOT NULL COLLATE pg_catalog."C",
    reply text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL
);


--
-- Name: outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox (
    id bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    channel text NOT NULL COLLATE pg_catalog."C",
    person bigint,
    address text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    body text NOT NULL COLLATE pg_catalog."C",
    html text COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    attempts bigint NOT NULL,
    next_at bigint NOT NULL,
    created_at bigint NOT NULL,
    sent_at bigint,
    last_error text COLLATE pg_catalog."C",
    CONSTRAINT outbox_channel_check CHECK ((channel = 'mail'::text)),
    CONSTRAINT outbox_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text])))
);


--
-- Name: people_area; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.people_area (
    id bigint NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    name_key text NOT NULL COLLATE pg_catalog."C",
    zone text NOT NULL COLLATE pg_catalog."C",
    language text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT people_area_language_check CHECK ((language = ANY (ARRAY['sv'::text, 'fi'::text, 'en'::text]))),
    CONSTRAINT people_area_version_check CHECK ((version > 0))
);


--
-- Name: people_area_card; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.people_area_card AS
 SELECT people_area.id,
    people_area.name,
    people_area.name_key,
    people_area.zone,
    people_area.language
   FROM public.people_area;


--
-- Name: people_grant; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.people_grant (
    id bigint NOT NULL,
    version bigint NOT NULL,
    person_id bigint NOT NULL,
    role text NOT NULL COLLATE pg_catalog."C",
    scope_type text NOT NULL COLLATE pg_catalog."C",
    scope_id bigint,
    from_at bigint NOT NULL,
    to_at bigint,
    CONSTRAINT people_grant_check CHECK (((scope_type = 'all'::text) = (scope_id IS NULL))),
    CONSTRAINT people_grant_check1 CHECK (((to_at IS NULL) OR (to_at >= from_at))),
    CONSTRAINT people_grant_scope_type_check CHECK ((scope_type = ANY (ARRAY['all'::text, 'area'::text]))),
    CONSTRAINT people_grant_version_check CHECK ((version > 0))
);


--
-- Name: people_login; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.people_login (
    id bigint NOT NULL,
    hash text NOT NULL COLLATE pg_catalog."C",
    changed_at bigint NOT NULL
);


--
-- Name: people_miss; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.people_miss (
    id bigint NOT NULL,
    name_hash text NOT NULL COLLATE pg_catalog."C",
    missed_at bigint NOT NULL
);


--
-- Name: people_person; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.people_person (
    id bigint NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    name_key text NOT NULL COLLATE pg_catalog."C",
    email text COLLATE pg_catalog."C",
    email_folded text COLLATE pg_catalog."C",
    language text COLLATE pg_catalog."C",
    scheme text COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    is_protected bigint NOT NULL,
    CONSTRAINT people_person_is_protected_check CHECK ((is_protected = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT people_person_kind_check CHECK ((kind = ANY (ARRAY['staff'::text, 'customer'::text, 'external'::text]))),
    CONSTRAINT people_person_language_check CHECK ((language = ANY (ARRAY['sv'::text, 'fi'::text, 'en'::text]))),
    CONSTRAINT people_person_scheme_check CHECK ((scheme = ANY (ARRAY['light'::text, 'dark'::text]))),
    CONSTRAINT people_person_version_check CHECK ((version > 0))
);


--
-- Name: people_name; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.people_name AS
 SELECT people_person.id,
        CASE
            WHEN (people_person.is_protected = 1) THEN NULL::text
            ELSE people_person.name
        END AS name
   FROM public.people_person;


--
-- Name: people_role; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.people_role (
    role text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    label text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: people_role_permission; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.people_role_permission (
    role text NOT NULL COLLATE pg_catalog."C",
    permission text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: people_sees; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.people_sees AS
 SELECT g.person_id,
    p.permission,
    g.scope_type,
    g.scope_id,
    g.from_at,
    COALESCE(g.to_at, '253402300799999'::bigint) AS to_at
   FROM (public.people_grant g
     JOIN public.people_role_permission p ON ((p.role = g.role)));


--
-- Name: people_session; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.people_session (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    token_hash text NOT NULL COLLATE pg_catalog."C",
    device text COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint
);


--
-- Name: records_finding; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.records_finding (
    id bigint NOT NULL,
    import_id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    line bigint,
    place bigint,
    row_id bigint,
    title text COLLATE pg_catalog."C",
    field text COLLATE pg_catalog."C",
    before text COLLATE pg_catalog."C",
    after text COLLATE pg_catalog."C",
    message text COLLATE pg_catalog."C",
    arguments text COLLATE pg_catalog."C",
    CONSTRAINT records_finding_kind_check CHECK ((kind = ANY (ARRAY['refused'::text, 'changed'::text, 'new'::text, 'kept'::text])))
);


--
-- Name: records_import; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.records_import (
    id bigint NOT NULL,
    version bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    file_name text NOT NULL COLLATE pg_catalog."C",
    blob_id bigint NOT NULL,
    area_id bigint NOT NULL,
    person_id bigint,
    state text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    job_id bigint,
    row_count bigint,
    new_count bigint,
    changed_count bigint,
    unchanged_count bigint,
    refused_count bigint,
    done_count bigint NOT NULL,
    kept_count bigint,
    undo_event bigint,
    CONSTRAINT records_import_state_check CHECK ((state = ANY (ARRAY['checking'::text, 'refused'::text, 'checked'::text, 'applying'::text, 'applied'::text, 'undoing'::text, 'undone'::text, 'failed'::text]))),
    CONSTRAINT records_import_version_check CHECK ((version > 0))
);


--
-- Name: register_building; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.register_building (
    id bigint NOT NULL,
    version bigint NOT NULL,
    area_id bigint NOT NULL,
    permanent_id text COLLATE pg_catalog."C",
    property_code text COLLATE pg_catalog."C",
    address_fi text COLLATE pg_catalog."C",
    address_sv text COLLATE pg_catalog."C",
    postcode text COLLATE pg_catalog."C",
    city text COLLATE pg_catalog."C",
    municipality text COLLATE pg_catalog."C",
    north bigint,
    east bigint,
    completed_year bigint,
    stage text NOT NULL COLLATE pg_catalog."C",
    use_class text COLLATE pg_catalog."C",
    floors bigint,
    floor_area bigint,
    heating text COLLATE pg_catalog."C",
    door_code text COLLATE pg_catalog."C",
    caretaker text COLLATE pg_catalog."C",
    caretaker_phone text COLLATE pg_catalog."C",
    waste_house text COLLATE pg_catalog."C",
    visitor_note text COLLATE pg_catalog."C",
    note text COLLATE pg_catalog."C",
    address text NOT NULL COLLATE pg_catalog."C",
    address_key text NOT NULL COLLATE pg_catalog."C",
    address_folded text NOT NULL COLLATE pg_catalog."C",
    city_key text NOT NULL COLLATE pg_catalog."C",
    words text NOT NULL COLLATE pg_catalog."C",
    year_key bigint NOT NULL,
    is_incomplete bigint NOT NULL,
    changed_at bigint NOT NULL,
    CONSTRAINT register_building_check CHECK (((north IS NULL) = (east IS NULL))),
    CONSTRAINT register_building_is_incomplete_check CHECK ((is_incomplete = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT register_building_stage_check CHECK ((stage = ANY (ARRAY['planned'::text, 'building'::text, 'new'::text, 'in_use'::text, 'removed'::text]))),
    CONSTRAINT register_building_version_check CHECK ((version > 0))
);


--
-- Name: register_building_card; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.register_building_card AS
 SELECT register_building.id,
    register_building.area_id,
    register_building.permanent_id,
    register_building.property_code,
    register_building.address,
    register_building.postcode,
    register_building.city,
    register_building.municipality,
    register_building.north,
    register_building.east,
    register_building.stage,
    register_building.completed_year
   FROM public.register_building;


--
-- Name: register_word; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.register_word (
    word text NOT NULL COLLATE pg_catalog."C",
    building_id bigint NOT NULL
);


--
-- Name: schedule; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schedule (
    name text NOT NULL COLLATE pg_catalog."C",
    last_due bigint NOT NULL
);


--
-- Name: schema_migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schema_migration (
    number bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    checksum text NOT NULL COLLATE pg_catalog."C",
    applied_at bigint NOT NULL
);


--
-- Name: setting; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.setting (
    key text NOT NULL COLLATE pg_catalog."C",
    id bigint NOT NULL,
    version bigint NOT NULL,
    value text NOT NULL COLLATE pg_catalog."C"
);


--
-- Data for Name: blob; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.blob (id, name, type, length, digest, created_at) FROM stdin;
191860075611262252	first.csv	application/octet-stream	318	10dba8d3e5c24fb0e6f7f3eeb90431aa9faf50394774d7d34b179b76ba9045c5	1795553213227
191860075729074139	second.csv	application/octet-stream	250	5d691988704b51f2e7a5584b66dbbd77df589d1d9c1674dfb1558ce98302fb27	1795553213283
\.


--
-- Data for Name: blob_piece; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.blob_piece (blob, number, bytes) FROM stdin;
191860075611262252	0	\\x616464726573735f73762c706f7374636f64652c636974792c6d756e69636970616c6974792c73746167652c636f6d706c657465645f796561722c7573655f636c6173732c666c6f6f72732c646f6f725f636f64652c6e6f74650a50726f76676174616e20312c30303130302c48656c73696e67666f72732c48656c73696e67666f72732c696e5f7573652c313939382c61706172746d656e74732c342c313233342c0ac3856272696e6b656e20322c30303230302c48656c73696e67666f72732c48656c73696e67666f72732c696e5f7573652c313936312c61706172746d656e74732c372c323334352c48697373656e20c3a472206c6974656e0ac39676c3a467656e20332c30303330302c48656c73696e67666f72732c48656c73696e67666f72732c6275696c64696e672c2c726f775f686f7573652c322c2c0a
191860075729074139	0	\\x616464726573735f73762c706f7374636f64652c636974792c6d756e69636970616c6974792c73746167652c636f6d706c657465645f796561722c7573655f636c6173732c666c6f6f72732c646f6f725f636f64652c6e6f74650ac3856272696e6b656e20322c30303230302c48656c73696e67666f72732c48656c73696e67666f72732c696e5f7573652c313936322c61706172746d656e74732c372c323334352c48697373656e20c3a472206c6974656e0a556e64726f676174616e20342c30303430302c48656c73696e67666f72732c48656c73696e67666f72732c696e5f7573652c313937372c61706172746d656e74732c332c2c0a
\.


--
-- Data for Name: change; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.change (event, number, action, table_name, "row", version, fields, before, salt, commitment) FROM stdin;
191860075376839293	1	insert	people_person	191860075376839292	1	\N	\N	\N	\N
191860075395942745	1	insert	people_grant	191860075395942744	1	\N	\N	\N	\N
191860075586569694	1	insert	people_area	191860075586569693	1	\N	\N	\N	\N
191860075653759246	1	insert	register_building	191860075655284760	1	\N	\N	\N	\N
191860075653759246	2	insert	register_building	191860075661553272	1	\N	\N	\N	\N
191860075653759246	3	insert	register_building	191860075664466411	1	\N	\N	\N	\N
191860075749874371	1	insert	register_building	191860075751875498	1	\N	\N	\N	\N
191860075749874371	2	update	register_building	191860075661553272	2	completed_year	{"completed_year":1961}	\\x5a025b8d64dc04dc3daa2cfc9d111ec2	\\xb017ac1fe5c65f2074bf62ffe4012e4163b9424adbf4d089eba0ab0f53563acd
191860075850618664	1	update	register_building	191860075655284760	2	note	{"note":null}	\\xa321e62f8794e23d08da77b26c18eb43	\\xf76df05b50cdd1ce99bc838039fb01f1d9222449d9614b7fb07d20b224afb892
191860075911328081	1	insert	people_person	191860075911328080	1	\N	\N	\N	\N
\.


--
-- Data for Name: event; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.event (id, "position", kind, subject_table, subject, person, role, source, request, cause, at, digest, link) FROM stdin;
191860075376839293	1	person.added	people_person	191860075376839292	\N	system	command	\N	\N	1795553213115	\\xd47d61a9d04c4365e22d22c3828efadecbb8f9ebc504f8a19db79de774edde99	\\xce4b363bdea02042c9dec50799b2d01385165fec223078aa85c7c0f056f51d59
191860075395942745	2	role.given	people_person	191860075376839292	\N	system	command	\N	\N	1795553213124	\\x9a9cecb79906ceecf2e09f41524a366121cf15469caccc62116be4d55cf84687	\\x9e0eabf83e8a4e230c1645ad9239afaefc942e4033444bffc79d77940ba596f0
191860075586569694	3	area.added	people_area	191860075586569693	\N	system	command	\N	\N	1795553213215	\\x57184ba18ec0e28a6eabdb025dc2edd630af0598fb3ac9789fd5d08c323ca184	\\x4e6c823ef985c800de9dc5a97fdb6f3e4c8928f7a6d086f859944f68fa14bc9f
191860075626500533	4	import.received	records_import	191860075619702229	\N	system	command	\N	\N	1795553213231	\\xf287145c987209ee337385930224e236de98a301fcdd79f8a2fe9aacd5b4fc9f	\\xb297937ae5f3edfebf2b798a05df5930c7dddec9538a509dae0c9958969d4193
191860075634415742	5	import.started	records_import	191860075619702229	\N	system	command	\N	\N	1795553213238	\\xc2f4f07123fa719c4bc0cf161151f11c61bc14de958ead47248031ebad855aed	\\x8166f796a585c2bf423f18fa78ac69c7c8525bc107f4855624809c45ffee8b7c
191860075653759246	6	building.imported	register_building	\N	\N	system	import	\N	191860075619702229	1795553213246	\\x5e82f685887257dae8ae1a79035643d5ea34da17a60f5bd49279813e14609118	\\x6e7e1e27df47abbf8bae33d16647ed311e9b1c69c842b3dee7e484524020ff7e
191860075670360471	7	import.done	records_import	191860075619702229	\N	system	command	\N	\N	1795553213254	\\xee7906767715ee45400c73892c3c0bb86ac14f6e13fc8264f5eb0f48ee8f78b4	\\xb5e668da2328b259781598536a24754f1eb502fdb1ee36bcd9771af6be41db1c
191860075735140140	8	import.received	records_import	191860075733194304	\N	system	command	\N	\N	1795553213285	\\x8e009ba6d76b4950c35d59bb12456613d71712e6980db85e24025a69db0af305	\\x4a134e5a7f28bcf424139ca55cad918b9e31a0ef778900ff538d59bbc7982f44
191860075741429266	9	import.started	records_import	191860075733194304	\N	system	command	\N	\N	1795553213289	\\x9447821f9db64a8c04c1ac3ea7801eb136b93cbd9f9bdb7006838315bf95df40	\\xf673b8ca41c0993a30d0f22ed43e938d070a1c0af3f289b751a501862cdc52a5
191860075749874371	10	building.imported	register_building	\N	\N	system	import	\N	191860075733194304	1795553213293	\\xb87bd4dac66ee0d42241374548e1ddfa8576cc786762b7f3d1ec26f019419c50	\\xff843a7d54461389f5fa173ed3d16040f51bd3fc9771a4892b384684fc32dba4
191860075758536596	11	import.done	records_import	191860075733194304	\N	system	command	\N	\N	1795553213297	\\xc919f209a0415eb4ebe2fae972d05565c47f0d45eef70bb6ba1ef983b73bc9da	\\xb6c764a27b24288d20b6905932427ad83d2108dab52ffda3feff2b6dd83cbaac
191860075829947984	12	person.signed_in	people_person	191860075376839292	191860075376839292	\N	officer	5256183521013fff	\N	1795553213329	\\x7d51d2265eb710e13b62dd118bcd3fde1960befa7eb07a812f7fcaaa3578c4d1	\\x556288db5ddba4c2ca231ac5efd821e60df63412d3f07a7dd032d363992c29a5
191860075850618664	13	building.changed	register_building	191860075655284760	191860075376839292	admin	officer	b41e9e7b949371dc	\N	1795553213341	\\x8560f0de2bf90497ad0dba2c018939c0dbe01f4c2a9ef19f68f2171e0f7ea1f0	\\xbdd82babac5cb96f8a633c2babf6110b93f5312bb113ee964f4bebc139b2477f
191860075911328081	14	person.added	people_person	191860075911328080	191860075376839292	admin	officer	cb33ff1be944167b	\N	1795553213370	\\x8b989f47334ea56b521d9f391fe12870a58a4228b461a653802d3688fcc24863	\\x11e0304766d4a5aed2dc6d305ac803ced154d84c868453b54bb80316413e1f3e
\.


--
-- Data for Name: job; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.job (id, kind, key, subject, due, state, is_long, attempts, claimed_by, claimed_at, done_count, total_count, result, last_error, person, created_at) FROM stdin;
\.


--
-- Data for Name: once; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.once (key, person, digest, reply, at) FROM stdin;
\.


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.outbox (id, key, channel, person, address, subject, body, html, state, attempts, next_at, created_at, sent_at, last_error) FROM stdin;
\.


--
-- Data for Name: people_area; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.people_area (id, version, name, name_key, zone, language) FROM stdin;
191860075586569693	1	Main area	422a3a44042a4c322a010d01dc0c	Europe/Stockholm	sv
\.


--
-- Data for Name: people_grant; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.people_grant (id, version, person_id, role, scope_type, scope_id, from_at, to_at) FROM stdin;
191860075395942744	1	191860075376839292	admin	all	\N	1795553213123	\N
\.


--
-- Data for Name: people_login; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.people_login (id, hash, changed_at) FROM stdin;
191860075376839292	$argon2id$v=19$m=19456,t=2,p=1$OYpCnF5Zr/Lpg3WplAC80g$bwRAz+IF9gHeMcd1HMm9sek8T3Ex98QLS6C0UxsS36g	1795553213118
191860075911328080	$argon2id$v=19$m=19456,t=2,p=1$wqoyy8xDo1Jcr35r9uL4hw$SU+qywOzDQFVUXgCucx/xPol7rIm44FGKZRi02bHon0	1795553213370
\.


--
-- Data for Name: people_miss; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.people_miss (id, name_hash, missed_at) FROM stdin;
\.


--
-- Data for Name: people_person; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.people_person (id, version, name, name_key, email, email_folded, language, scheme, kind, is_protected) FROM stdin;
191860075376839292	1	Alva Admin	2a40542a042a30423a44010e01dcc2dc08	alva@bjorkvik.example	alva@bjorkvik.example	\N	\N	staff	0
191860075911328080	1	Märta Medarbetare	425d77034c502a044232302a4c2c32502a4c32011501dcc1dc0e	marta@bjorkvik.example	marta@bjorkvik.example	\N	\N	staff	0
\.


--
-- Data for Name: people_role; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.people_role (role, "position", label) FROM stdin;
manager	201	Property manager
caretaker	202	Caretaker
coach	203	Customer coach
admin	0	Administrator
employee	1	Employee
\.


--
-- Data for Name: people_role_permission; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.people_role_permission (role, permission) FROM stdin;
admin	register.building.read
admin	register.building.edit
admin	records.import
admin	register.door_code.read
manager	register.building.read
manager	register.building.edit
manager	records.import
manager	register.door_code.read
caretaker	register.building.read
caretaker	register.door_code.read
coach	register.building.read
admin	people.manage
admin	people.protected
admin	audit.read
admin	setting.manage
\.


--
-- Data for Name: people_session; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.people_session (id, person_id, token_hash, device, created_at, seen_at, expires_at, revoked_at) FROM stdin;
191860075823556164	191860075376839292	8147bea722d28d0ef37603e6147102d87955b79e4f3d0617856c6fb7d33f4911	\N	1795553213301	1795553213301	1796762813301	\N
\.


--
-- Data for Name: records_finding; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.records_finding (id, import_id, kind, line, place, row_id, title, field, before, after, message, arguments) FROM stdin;
191860075739644446	191860075733194304	changed	2	\N	191860075661553272	Åbrinken 2	completed_year	1961	1962	\N	\N
\.


--
-- Data for Name: records_import; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.records_import (id, version, kind, file_name, blob_id, area_id, person_id, state, created_at, job_id, row_count, new_count, changed_count, unchanged_count, refused_count, done_count, kept_count, undo_event) FROM stdin;
191860075619702229	5	buildings	first.csv	191860075611262252	191860075586569693	\N	applied	1795553213231	\N	3	3	0	0	0	3	\N	\N
191860075733194304	5	buildings	second.csv	191860075729074139	191860075586569693	\N	applied	1795553213285	\N	2	1	1	0	0	2	\N	\N
\.


--
-- Data for Name: register_building; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.register_building (id, version, area_id, permanent_id, property_code, address_fi, address_sv, postcode, city, municipality, north, east, completed_year, stage, use_class, floors, floor_area, heating, door_code, caretaker, caretaker_phone, waste_house, visitor_note, note, address, address_key, address_folded, city_key, words, year_key, is_incomplete, changed_at) FROM stdin;
191860075664466411	1	191860075586569693	\N	\N	\N	Övägen 3	00300	Helsingfors	Helsingfors	\N	\N	\N	building	row_house	2	\N	\N	\N	\N	\N	\N	\N	\N	Övägen 3	5d7704545d7703363244040f05010c01c60b	ovagen 3	3832404e3a443634464c4e010f01dc0e	 ovagen 3 00300 helsingfors	9999	1	1795553213246
191860075751875498	1	191860075586569693	\N	\N	\N	Undrogatan 4	00400	Helsingfors	Helsingfors	\N	\N	1977	in_use	apartments	3	\N	\N	\N	\N	\N	\N	\N	\N	Undrogatan 4	5244304c46362a502a44040f06011001dc0f	undrogatan 4	3832404e3a443634464c4e010f01dc0e	 undrogatan 4 00400 helsingfors	1977	1	1795553213293
191860075661553272	2	191860075586569693	\N	\N	\N	Åbrinken 2	00200	Helsingfors	Helsingfors	\N	\N	1962	in_use	apartments	7	\N	\N	2345	\N	\N	\N	\N	Hissen är liten	Åbrinken 2	5d77022c4c3a443e3244040f04010e01c60d	abrinken 2	3832404e3a443634464c4e010f01dc0e	 abrinken 2 00200 helsingfors	1962	1	1795553213293
191860075655284760	2	191860075586569693	\N	\N	\N	Provgatan 1	00100	Helsingfors	Helsingfors	\N	\N	1998	in_use	apartments	4	\N	\N	1234	\N	\N	\N	\N	Nyckeln finns i skåpet	Provgatan 1	484c4654362a502a44040f03010f01dc0e	provgatan 1	3832404e3a443634464c4e010f01dc0e	 provgatan 1 00100 helsingfors	1998	1	1795553213341
\.


--
-- Data for Name: register_word; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.register_word (word, building_id) FROM stdin;
provgatan	191860075655284760
00100	191860075655284760
helsingfors	191860075655284760
abrinken	191860075661553272
00200	191860075661553272
helsingfors	191860075661553272
ovagen	191860075664466411
00300	191860075664466411
helsingfors	191860075664466411
undrogatan	191860075751875498
00400	191860075751875498
helsingfors	191860075751875498
\.


--
-- Data for Name: schedule; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.schedule (name, last_due) FROM stdin;
work.upkeep	1795553213080
\.


--
-- Data for Name: schema_migration; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.schema_migration (number, name, checksum, applied_at) FROM stdin;
1	event	293855b193649cff	1795553212911
2	blob	465861e8ca65c24f	1795553212921
5	work	90aa736e420b84a2	1795553212954
10	people	91bbfc0c484b4d74	1795553213003
15	records	76799775decee09c	1795553213019
20	register	215b0c884c374a8c	1795553213058
\.


--
-- Data for Name: setting; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.setting (key, id, version, value) FROM stdin;
\.


--
-- Name: blob_piece blob_piece_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.blob_piece
    ADD CONSTRAINT blob_piece_pkey PRIMARY KEY (blob, number);


--
-- Name: blob blob_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.blob
    ADD CONSTRAINT blob_pkey PRIMARY KEY (id);


--
-- Name: change change_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.change
    ADD CONSTRAINT change_pkey PRIMARY KEY (event, number);


--
-- Name: event event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id);


--
-- Name: event event_position_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_position_key UNIQUE ("position");


--
-- Name: job job_kind_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_kind_key_key UNIQUE (kind, key);


--
-- Name: job job_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (id);


--
-- Name: once once_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.once
    ADD CONSTRAINT once_pkey PRIMARY KEY (key);


--
-- Name: outbox outbox_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_key_key UNIQUE (key);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);


--
-- Name: people_area people_area_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_area
    ADD CONSTRAINT people_area_name_key UNIQUE (name);


--
-- Name: people_area people_area_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_area
    ADD CONSTRAINT people_area_pkey PRIMARY KEY (id);


--
-- Name: people_grant people_grant_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_grant
    ADD CONSTRAINT people_grant_pkey PRIMARY KEY (id);


--
-- Name: people_login people_login_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_login
    ADD CONSTRAINT people_login_pkey PRIMARY KEY (id);


--
-- Name: people_miss people_miss_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_miss
    ADD CONSTRAINT people_miss_pkey PRIMARY KEY (id);


--
-- Name: people_person people_person_email_folded_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_person
    ADD CONSTRAINT people_person_email_folded_key UNIQUE (email_folded);


--
-- Name: people_person people_person_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_person
    ADD CONSTRAINT people_person_pkey PRIMARY KEY (id);


--
-- Name: people_role_permission people_role_permission_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_role_permission
    ADD CONSTRAINT people_role_permission_pkey PRIMARY KEY (role, permission);


--
-- Name: people_role people_role_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_role
    ADD CONSTRAINT people_role_pkey PRIMARY KEY (role);


--
-- Name: people_session people_session_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_session
    ADD CONSTRAINT people_session_pkey PRIMARY KEY (id);


--
-- Name: people_session people_session_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_session
    ADD CONSTRAINT people_session_token_hash_key UNIQUE (token_hash);


--
-- Name: records_finding records_finding_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.records_finding
    ADD CONSTRAINT records_finding_pkey PRIMARY KEY (id);


--
-- Name: records_import records_import_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.records_import
    ADD CONSTRAINT records_import_pkey PRIMARY KEY (id);


--
-- Name: register_building register_building_permanent_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_building
    ADD CONSTRAINT register_building_permanent_id_key UNIQUE (permanent_id);


--
-- Name: register_building register_building_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_building
    ADD CONSTRAINT register_building_pkey PRIMARY KEY (id);


--
-- Name: register_word register_word_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_word
    ADD CONSTRAINT register_word_pkey PRIMARY KEY (word, building_id);


--
-- Name: schedule schedule_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schedule
    ADD CONSTRAINT schedule_pkey PRIMARY KEY (name);


--
-- Name: schema_migration schema_migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);


--
-- Name: setting setting_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_id_key UNIQUE (id);


--
-- Name: setting setting_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (key);


--
-- Name: change_row; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX change_row ON public.change USING btree ("row", version);


--
-- Name: event_cause; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_cause ON public.event USING btree (cause, id) WHERE (cause IS NOT NULL);


--
-- Name: event_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_person ON public.event USING btree (person, id);


--
-- Name: event_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_subject ON public.event USING btree (subject, id);


--
-- Name: event_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_waiting ON public.event USING btree (id) WHERE ("position" IS NULL);


--
-- Name: job_next; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_next ON public.job USING btree (state, is_long, due, id);


--
-- Name: once_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX once_at ON public.once USING btree (at);


--
-- Name: outbox_next; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_next ON public.outbox USING btree (state, next_at);


--
-- Name: people_grant_by_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX people_grant_by_person ON public.people_grant USING btree (person_id, role);


--
-- Name: people_miss_by_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX people_miss_by_name ON public.people_miss USING btree (name_hash, missed_at);


--
-- Name: people_miss_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX people_miss_by_time ON public.people_miss USING btree (missed_at);


--
-- Name: people_person_by_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX people_person_by_name ON public.people_person USING btree (name_key, id);


--
-- Name: people_session_by_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX people_session_by_person ON public.people_session USING btree (person_id, id);


--
-- Name: records_finding_of_import; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX records_finding_of_import ON public.records_finding USING btree (import_id, kind, id);


--
-- Name: records_import_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX records_import_by_time ON public.records_import USING btree (created_at, id);


--
-- Name: register_building_area_address; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_area_address ON public.register_building USING btree (area_id, address_key, id, address, postcode, city, completed_year, stage, is_incomplete, changed_at);


--
-- Name: register_building_area_change; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_area_change ON public.register_building USING btree (area_id, changed_at, id);


--
-- Name: register_building_area_city; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_area_city ON public.register_building USING btree (area_id, city_key, address_key, id);


--
-- Name: register_building_area_year; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_area_year ON public.register_building USING btree (area_id, year_key, id);


--
-- Name: register_building_by_address; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_by_address ON public.register_building USING btree (address_key, id, address, postcode, city, completed_year, stage, area_id, is_incomplete, changed_at);


--
-- Name: register_building_by_change; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_by_change ON public.register_building USING btree (changed_at, id, address, postcode, city, completed_year, stage, area_id, is_incomplete);


--
-- Name: register_building_by_city; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_by_city ON public.register_building USING btree (city_key, address_key, id, address, postcode, city, completed_year, stage, area_id, is_incomplete, changed_at);


--
-- Name: register_building_by_text; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_by_text ON public.register_building USING btree (address_folded, id, address, postcode, city, completed_year, stage, area_id, is_incomplete, changed_at);


--
-- Name: register_building_by_year; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_by_year ON public.register_building USING btree (year_key, id, address, postcode, city, completed_year, stage, area_id, is_incomplete, changed_at);


--
-- Name: register_building_missing_address; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_missing_address ON public.register_building USING btree (is_incomplete, address_key, id);


--
-- Name: register_building_missing_change; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_missing_change ON public.register_building USING btree (is_incomplete, changed_at, id);


--
-- Name: register_building_missing_city; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_missing_city ON public.register_building USING btree (is_incomplete, city_key, address_key, id);


--
-- Name: register_building_missing_year; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_missing_year ON public.register_building USING btree (is_incomplete, year_key, id);


--
-- Name: register_building_stage_address; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_stage_address ON public.register_building USING btree (stage, address_key, id);


--
-- Name: register_building_stage_change; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_stage_change ON public.register_building USING btree (stage, changed_at, id);


--
-- Name: register_building_stage_city; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_stage_city ON public.register_building USING btree (stage, city_key, address_key, id);


--
-- Name: register_building_stage_year; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX register_building_stage_year ON public.register_building USING btree (stage, year_key, id);


--
-- Name: blob_piece blob_piece_blob_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.blob_piece
    ADD CONSTRAINT blob_piece_blob_fkey FOREIGN KEY (blob) REFERENCES public.blob(id) ON DELETE CASCADE;


--
-- Name: people_grant people_grant_person_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_grant
    ADD CONSTRAINT people_grant_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.people_person(id);


--
-- Name: people_grant people_grant_role_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_grant
    ADD CONSTRAINT people_grant_role_fkey FOREIGN KEY (role) REFERENCES public.people_role(role);


--
-- Name: people_login people_login_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_login
    ADD CONSTRAINT people_login_id_fkey FOREIGN KEY (id) REFERENCES public.people_person(id);


--
-- Name: people_role_permission people_role_permission_role_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_role_permission
    ADD CONSTRAINT people_role_permission_role_fkey FOREIGN KEY (role) REFERENCES public.people_role(role);


--
-- Name: people_session people_session_person_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_session
    ADD CONSTRAINT people_session_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.people_person(id);


--
-- Name: records_finding records_finding_import_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.records_finding
    ADD CONSTRAINT records_finding_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.records_import(id);


--
-- Name: records_import records_import_area_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.records_import
    ADD CONSTRAINT records_import_area_id_fkey FOREIGN KEY (area_id) REFERENCES public.people_area(id);


--
-- Name: register_building register_building_area_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_building
    ADD CONSTRAINT register_building_area_id_fkey FOREIGN KEY (area_id) REFERENCES public.people_area(id);


--
-- Name: register_word register_word_building_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register_word
    ADD CONSTRAINT register_word_building_id_fkey FOREIGN KEY (building_id) REFERENCES public.register_building(id);


--
-- PostgreSQL database dump complete
--


