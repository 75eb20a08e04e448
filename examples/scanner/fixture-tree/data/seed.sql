-- 👩‍💻 the demo account 🔑
CREATE ROLE demo LOGIN;
SELECT set_config('demo.password=example-demo-pass-5', '', false);
